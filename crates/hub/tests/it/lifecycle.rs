use keyward_authority::webhooks::Author;
use keyward_authority::{Actor, Answer, Once, Principal};
use keyward_domain::{AccountType, LicenseStatus, VerifyCode};
use keyward_hub::Error;
use keyward_hub::licenses::bulk_action::{BulkAction, BulkOutcome, bulk_action};
use keyward_hub::licenses::delete::delete;
use keyward_hub::licenses::expire::tell_expired;
use keyward_hub::licenses::get::get;
use keyward_hub::licenses::reactivate::reactivate;
use keyward_hub::licenses::reinstate::reinstate;
use keyward_hub::licenses::renew::renew;
use keyward_hub::licenses::revoke::revoke;
use keyward_hub::licenses::suspend::suspend;
use keyward_hub::licenses::transfer::transfer;
use keyward_hub::licenses::upgrade::upgrade;
use keyward_storage::hub_events::HubEvent;
use keyward_storage::webhooks::queue::ClaimedEvent;
use keyward_storage::{audit, hub_events, users};

use crate::fixture::{Shop, code, fields};

fn told(kind: &str, domain: &str) -> (String, Option<String>) {
    (kind.to_owned(), (!domain.is_empty()).then(|| domain.to_owned()))
}

/// What a webhook says of an event.
async fn data(shop: &Shop, event: &HubEvent) -> serde_json::Map<String, serde_json::Value> {
    let told = ClaimedEvent {
        id: event.event_id.clone(),
        tenant: event.tenant,
        environment: None,
        kind: event.kind.clone(),
        data: event.payload.clone(),
        license: Some(event.license),
        batch: None,
        at: event.at,
    };
    Author::license(&*shop.hub, &told).await.unwrap()
}

pub(crate) async fn a_revocation_ends_it_everywhere_and_tells_so(shop: &Shop) {
    let license = shop.license("business").await;
    for domain in ["a.example", "b.example"] {
        shop.activate(&license, domain).await.unwrap();
    }
    let id = license.license.id.get();
    let revoked = revoke(&shop.hub, &shop.reseller, id, Some("mistake")).await.unwrap();
    assert_eq!((revoked.status, revoked.activations.len()), (LicenseStatus::Revoked, 0));
    assert_eq!(revoked.reason.unwrap().as_str(), "mistake");
    assert_eq!(revoked.license.facts.epoch, 1);
    assert_eq!(shop.verify(&license, "a.example").await.code, VerifyCode::Revoked);
    assert_eq!(code(revoke(&shop.hub, &shop.reseller, id, None).await), "already_revoked");
    let back = reactivate(&shop.hub, &shop.reseller, id).await.unwrap();
    assert_eq!((back.status, back.activations.len()), (LicenseStatus::Active, 0));
    assert_eq!(shop.verify(&license, "a.example").await.code, VerifyCode::NotActivated);
    assert_eq!(code(reactivate(&shop.hub, &shop.reseller, id).await), "license_not_revoked");
    let expected = [
        told("license.created", ""),
        told("license.activated", "a.example"),
        told("license.activated", "b.example"),
        told("license.deactivated", "a.example"),
        told("license.deactivated", "b.example"),
        told("license.revoked", ""),
        told("license.reactivated", ""),
    ];
    assert_eq!(shop.told().await, expected);
    let reader = shop.hub.authority().storage().reader();
    let events = hub_events::after(&reader, shop.reseller.tenant, 0, 2).await.unwrap();
    let data = data(shop, &events[1]).await;
    assert_eq!(data["license_key"], license.key.expose());
    assert_eq!((&data["license_id"], &data["tier"]), (&id.into(), &"business".into()));
    assert_eq!((&data["product_slug"], &data["domain"]), (&"flavor-starter".into(), &"a.example".into()));
    let stored = events.iter().any(|event| event.payload.contains(license.key.expose()));
    assert!(!stored, "a key lies in the outbox");
}

pub(crate) async fn a_reason_of_the_operators_is_his_to_take_back(shop: &Shop) {
    let id = shop.license("starter").await.license.id.get();
    let revoked = revoke(&shop.hub, &shop.operator, id, None).await.unwrap();
    assert_eq!(revoked.reason.unwrap().as_str(), "admin");
    let refused = reactivate(&shop.hub, &shop.reseller, id).await;
    let Err(Error::Refused(refusal)) = refused else { panic!("{refused:?}") };
    assert_eq!((refusal.code, refusal.kind), ("reactivation_forbidden", keyward_hub::RefusalKind::Forbidden));
    assert_eq!(reactivate(&shop.hub, &shop.operator, id).await.unwrap().status, LicenseStatus::Active);
    assert_eq!(fields(revoke(&shop.hub, &shop.reseller, id, Some("")).await), ["reason"]);
}

pub(crate) async fn only_the_operator_suspends(shop: &Shop) {
    let license = shop.license("starter").await;
    shop.activate(&license, "a.example").await.unwrap();
    let id = license.license.id.get();
    let refused = suspend(&shop.hub, &shop.reseller, id, None).await;
    assert!(matches!(refused, Err(Error::Authority(keyward_authority::Error::Forbidden(_)))), "{refused:?}");
    let held = suspend(&shop.hub, &shop.operator, id, Some("abuse")).await.unwrap();
    assert_eq!((held.status, held.activations.len()), (LicenseStatus::Suspended, 1));
    assert_eq!(shop.verify(&license, "a.example").await.code, VerifyCode::Suspended);
    assert_eq!(code(suspend(&shop.hub, &shop.operator, id, None).await), "already_suspended");
    reinstate(&shop.hub, &shop.operator, id).await.unwrap();
    assert_eq!(shop.verify(&license, "a.example").await.code, VerifyCode::Valid);
    assert_eq!(code(reinstate(&shop.hub, &shop.operator, id).await), "license_not_suspended");
}

pub(crate) async fn it_is_renewed_upgraded_and_transferred(shop: &Shop) {
    let id = shop.license("starter").await.license.id.get();
    let renewed = renew(&shop.hub, &shop.reseller, id, 13).await.unwrap();
    assert_eq!(renewed.license.facts.expires_at.to_string(), "2028-02-14T12:00:00Z");
    assert_eq!(fields(renew(&shop.hub, &shop.reseller, id, 0).await), ["months"]);
    let upgraded = upgrade(&shop.hub, &shop.reseller, id, "business").await.unwrap();
    assert_eq!((upgraded.tier.name.as_str(), upgraded.tier.domains.get()), ("business", 3));
    assert_eq!(fields(upgrade(&shop.hub, &shop.reseller, id, "gold").await), ["tier"]);
    let client = shop.client("client@example.com").await.unwrap().id;
    let moved = transfer(&shop.hub, &shop.reseller, id, client.get()).await.unwrap();
    assert_eq!(moved.license.customer, Some(client));
    assert_eq!(code(transfer(&shop.hub, &shop.reseller, id, 4711).await), "client_not_found");
}

pub(crate) async fn the_operator_gives_it_to_a_client_of_its_own_account(shop: &Shop) {
    let stranger = shop.account("Stranger", AccountType::Reseller).await;
    let (ours, theirs) =
        (shop.license("starter").await, shop.make(&stranger, &shop.order("starter")).await.unwrap());
    let client = shop.client("client@example.com").await.unwrap().id;
    // The operator's own account has that client, too; the licence's does not.
    assert_eq!(shop.operator.tenant, shop.reseller.tenant);
    let id = theirs.license.id.get();
    assert_eq!(code(transfer(&shop.hub, &shop.operator, id, client.get()).await), "client_not_found");
    assert_eq!(get(&shop.hub, &stranger, id).await.unwrap().license.customer, None);
    // And an operator of another account finds it.
    let elsewhere = Actor::operator(stranger.tenant, None, stranger.origin.clone());
    let moved = transfer(&shop.hub, &elsewhere, ours.license.id.get(), client.get()).await.unwrap();
    assert_eq!(moved.license.customer, Some(client));
}

pub(crate) async fn only_what_has_ended_is_deleted(shop: &Shop) {
    let license = shop.license("starter").await;
    let id = license.license.id.get();
    assert_eq!(code(delete(&shop.hub, &shop.reseller, id).await), "license_active");
    revoke(&shop.hub, &shop.reseller, id, None).await.unwrap();
    delete(&shop.hub, &shop.reseller, id).await.unwrap();
    assert_eq!(code(delete(&shop.hub, &shop.reseller, id).await), "license_not_found");
    assert_eq!(code(get(&shop.hub, &shop.reseller, id).await), "license_not_found");
    assert_eq!(code(shop.activate(&license, "a.example").await), "license_not_found");
    let other = shop.license("starter").await;
    shop.activate(&other, "a.example").await.unwrap();
    delete(&shop.hub, &shop.operator, other.license.id.get()).await.unwrap();
    assert_eq!(shop.told().await.last().unwrap(), &told("license.deactivated", "a.example"));
    let reader = shop.hub.authority().storage().reader();
    let events = hub_events::after(&reader, shop.reseller.tenant, 0, 100).await.unwrap();
    let data = data(shop, events.last().unwrap()).await;
    assert_eq!(data["license_key"], other.key.expose(), "also of one that is deleted");
}

pub(crate) async fn a_customer_pays(shop: &Shop) {
    let customer = shop.account("Customer", AccountType::Customer).await;
    let operator = Actor::operator(customer.tenant, None, customer.origin.clone());
    let id = shop.make(&operator, &shop.order("starter")).await.unwrap().license.id.get();
    assert_eq!(code(renew(&shop.hub, &customer, id, 1).await), "payment_required");
    assert_eq!(code(upgrade(&shop.hub, &customer, id, "business").await), "payment_required");
    assert_eq!(code(transfer(&shop.hub, &customer, id, 1).await), "role_required");
    revoke(&shop.hub, &customer, id, None).await.unwrap();
    reactivate(&shop.hub, &customer, id).await.unwrap();
}

pub(crate) async fn another_accounts_licence_does_not_exist(shop: &Shop) {
    let id = shop.license("starter").await.license.id.get();
    let stranger = shop.account("Stranger", AccountType::Agency).await;
    let absent = |code: &str| assert_eq!(code, "license_not_found");
    for id in [id, 4711] {
        absent(code(get(&shop.hub, &stranger, id).await));
        absent(code(revoke(&shop.hub, &stranger, id, None).await));
        absent(code(reactivate(&shop.hub, &stranger, id).await));
        absent(code(renew(&shop.hub, &stranger, id, 1).await));
        absent(code(upgrade(&shop.hub, &stranger, id, "business").await));
        absent(code(delete(&shop.hub, &stranger, id).await));
    }
}

async fn in_bulk(shop: &Shop, action: BulkAction, ids: &[i64]) -> Result<BulkOutcome, Error> {
    let done = bulk_action(&shop.hub, &shop.reseller, action, ids, &Once::no()).await?;
    let Answer::Fresh(outcome) = done else { panic!("it was never asked before") };
    Ok(outcome)
}

pub(crate) async fn many_at_once_say_what_happened_to_each(shop: &Shop) {
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(shop.license("starter").await.license.id.get());
    }
    revoke(&shop.hub, &shop.reseller, ids[1], None).await.unwrap();
    let asked = [ids[2], ids[1], ids[0], 4711, ids[0]];
    let outcome = in_bulk(shop, BulkAction::Revoke, &asked).await.unwrap();
    assert_eq!(outcome.succeeded, [ids[0], ids[2]]);
    let failed: Vec<_> = outcome.failed.iter().map(|(id, refusal)| (*id, refusal.code)).collect();
    assert_eq!(failed, [(ids[1], "already_revoked"), (4711, "license_not_found")]);
    let outcome = in_bulk(shop, BulkAction::Delete, &ids).await.unwrap();
    assert_eq!(outcome.succeeded, ids);
    // The operator's reason is his own, of many as of one.
    let id = shop.license("starter").await.license.id.get();
    bulk_action(&shop.hub, &shop.operator, BulkAction::Revoke, &[id], &Once::no()).await.unwrap();
    assert_eq!(get(&shop.hub, &shop.reseller, id).await.unwrap().reason.unwrap().as_str(), "admin");
    assert_eq!(code(reactivate(&shop.hub, &shop.reseller, id).await), "reactivation_forbidden");
    for bad in [vec![], vec![1; 101]] {
        assert_eq!(fields(in_bulk(shop, BulkAction::Renew, &bad).await), ["ids"]);
    }
}

pub(crate) async fn an_end_is_told_once(shop: &Shop) {
    let id = shop.license("starter").await.license.id.get();
    assert_eq!(tell_expired(&shop.hub).await.unwrap(), 0);
    shop.days(365);
    assert_eq!(tell_expired(&shop.hub).await.unwrap(), 1);
    assert_eq!(tell_expired(&shop.hub).await.unwrap(), 0);
    renew(&shop.hub, &shop.reseller, id, 1).await.unwrap();
    assert_eq!(tell_expired(&shop.hub).await.unwrap(), 0);
    shop.days(31);
    assert_eq!(tell_expired(&shop.hub).await.unwrap(), 1);
    let kinds: Vec<_> = shop.told().await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["license.created", "license.expired", "license.renewed", "license.expired"]);
}

pub(crate) async fn every_change_has_its_audit_entry(shop: &Shop) {
    let license = shop.license("starter").await;
    shop.activate(&license, "a.example").await.unwrap();
    let id = license.license.id.get();
    renew(&shop.hub, &shop.reseller, id, 1).await.unwrap();
    revoke(&shop.hub, &shop.operator, id, None).await.unwrap();
    let reader = shop.hub.authority().storage().reader();
    let lines = audit::latest(&reader, shop.reseller.tenant, 10).await.unwrap();
    let actions: Vec<_> = lines.iter().map(|line| (line.actor_kind.as_str(), line.action.as_str())).collect();
    let expected = [
        ("operator", "license.revoke"),
        ("user", "license.renew"),
        ("license", "license.activate"),
        ("user", "license.create"),
        ("operator", "product.create"),
    ];
    assert_eq!(actions, expected);
}

pub(crate) async fn who_goes_meanwhile_changes_nothing(shop: &Shop) {
    let id = shop.license("starter").await.license.id.get();
    let Principal::User { user, .. } = &shop.reseller.principal else { panic!("the reseller is a person") };
    let authority = shop.hub.authority();
    let tx = authority.storage().begin().await.unwrap();
    users::set_disabled(&tx, *user, Some(authority.now())).await.unwrap();
    tx.commit().await.unwrap();
    // Recognised before that, as a request is whose body comes slowly.
    let revoked = revoke(&shop.hub, &shop.reseller, id, None).await;
    assert!(matches!(revoked, Err(Error::Authority(keyward_authority::Error::InvalidToken))), "{revoked:?}");
    let made = shop.make(&shop.reseller, &shop.order("starter")).await;
    assert!(matches!(made, Err(Error::Authority(keyward_authority::Error::InvalidToken))), "{made:?}");
    assert_eq!(shop.told().await, [told("license.created", "")]);
    assert_eq!(get(&shop.hub, &shop.operator, id).await.unwrap().status, LicenseStatus::Active);
}
