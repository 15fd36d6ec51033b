use keyward_authority::Origin;
use keyward_domain::{LicenseStatus, VerifyCode};
use keyward_hub::Error;
use keyward_hub::activations::activate::{ActivateSite, activate};
use keyward_hub::activations::deactivate::deactivate;
use keyward_hub::activations::release::release;
use keyward_hub::activations::verify::{VerifySite, verify};
use keyward_hub::licenses::LicenseView;
use keyward_hub::licenses::get::get;
use keyward_hub::licenses::revoke::revoke;
use keyward_hub::licenses::suspend::suspend;
use keyward_hub::licenses::upgrade::upgrade;
use tokio::task::JoinSet;

use crate::fixture::{Shop, code, fields, site};

async fn domains(shop: &Shop, license: &LicenseView) -> Vec<String> {
    let seen = get(&shop.hub, &shop.reseller, license.license.id.get()).await.unwrap();
    seen.activations.iter().map(|one| one.domain.to_string()).collect()
}

async fn leave(shop: &Shop, license: &LicenseView, domain: &str) -> Result<u64, Error> {
    let left = deactivate(&shop.hub, &Origin::default(), license.key.expose(), domain).await?;
    Ok(left.slots.used)
}

pub(crate) async fn a_site_activates_once_however_often_it_asks(shop: &Shop) {
    let license = shop.license("starter").await;
    let first = shop.activate(&license, "https://www.Shop.example.com:8443/x").await.unwrap();
    assert_eq!((first.activation.domain.as_str(), first.already), ("shop.example.com", false));
    assert_eq!((first.slots.limit.get(), first.slots.used, first.slots.left()), (1, 1, 0));
    shop.days(1);
    let again = shop.activate(&license, "shop.example.com.").await.unwrap();
    assert_eq!((again.activation.id, again.already, again.slots.used), (first.activation.id, true, 1));
    assert_eq!(again.activation.activated_at, first.activation.activated_at);
    let told: Vec<_> = shop.told().await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(told, ["license.created", "license.activated"]);
    let refused = shop.activate(&license, "other.example.com").await;
    let Err(Error::Refused(refusal)) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal.detail, "Activation limit reached (1 of 1)");
    assert_eq!(refusal.more, [("activation_limit", 1), ("activations_used", 1)]);
}

pub(crate) async fn a_licence_of_25_is_active_on_25_of_200_that_ask_at_once(shop: &Shop) {
    let license = shop.license("agency").await;
    let mut asked = JoinSet::new();
    for number in 0..200 {
        let (hub, input) = (shop.hub.clone(), site(&license, &format!("site{number}.example.com")));
        asked.spawn(
            async move { activate(&hub, &Origin::default(), &input).await.map(|made| made.slots.used) },
        );
    }
    let answers = asked.join_all().await;
    let mut used: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().ok().copied()).collect();
    used.sort_unstable();
    assert_eq!(used, (1..=25).collect::<Vec<u64>>());
    for refused in answers.into_iter().filter(Result::is_err) {
        assert_eq!(code(refused), "activation_limit_reached");
    }
    assert_eq!(domains(shop, &license).await.len(), 25);
}

pub(crate) async fn a_key_that_is_no_key_is_an_unknown_one(shop: &Shop) {
    let license = shop.license("starter").await;
    let key = license.key.expose();
    let mut typo = key.to_owned();
    let last = if typo.pop() == Some('A') { 'B' } else { 'A' };
    typo.push(last);
    for bad in ["", "nonsense", &typo, "FLVR-7K2M-Q9XD-R4TB-H3WZ", &key[1..], &key.replace('-', "")] {
        let input = ActivateSite { license_key: bad.to_owned(), ..site(&license, "a.example") };
        assert_eq!(code(activate(&shop.hub, &Origin::default(), &input).await), "license_not_found", "{bad}");
    }
    let input =
        ActivateSite { license_key: format!("  {}\n", key.to_lowercase()), ..site(&license, "a.example") };
    activate(&shop.hub, &Origin::default(), &input).await.unwrap();
}

pub(crate) async fn development_is_free_up_to_a_limit(shop: &Shop) {
    let license = shop.license("starter").await;
    for domain in ["localhost", "shop.test", "a.dev", "192.168.0.7", "x.staging"] {
        let made = shop.activate(&license, domain).await.unwrap();
        assert_eq!((made.activation.counted, made.slots.used), (false, 0), "{domain}");
    }
    assert_eq!(code(shop.activate(&license, "b.dev").await), "activation_limit_reached");
    assert!(shop.activate(&license, "shop.example.com").await.unwrap().activation.counted);
}

pub(crate) async fn one_site_gives_its_place_to_another(shop: &Shop) {
    let license = shop.license("starter").await;
    shop.activate(&license, "old.example.com").await.unwrap();
    let input = ActivateSite {
        replace_domain: Some("old.example.com".to_owned()),
        ..site(&license, "new.example.com")
    };
    let made = activate(&shop.hub, &Origin::default(), &input).await.unwrap();
    assert_eq!((made.slots.used, domains(shop, &license).await), (1, vec!["new.example.com".to_owned()]));
    // What is refused has released nothing.
    let other = ActivateSite {
        replace_domain: Some("new.example.com".to_owned()),
        product: Some("another".to_owned()),
        ..site(&license, "third.example.com")
    };
    assert_eq!(code(activate(&shop.hub, &Origin::default(), &other).await), "product_mismatch");
    assert_eq!(domains(shop, &license).await, ["new.example.com"]);
}

pub(crate) async fn what_has_ended_is_not_activated(shop: &Shop) {
    let (revoked, suspended, expired) =
        (shop.license("starter").await, shop.license("starter").await, shop.license("starter").await);
    revoke(&shop.hub, &shop.reseller, revoked.license.id.get(), None).await.unwrap();
    suspend(&shop.hub, &shop.operator, suspended.license.id.get(), None).await.unwrap();
    assert_eq!(code(shop.activate(&revoked, "a.example").await), "license_revoked");
    assert_eq!(code(shop.activate(&suspended, "a.example").await), "license_suspended");
    shop.days(366);
    assert_eq!(code(shop.activate(&expired, "a.example").await), "license_expired");
}

pub(crate) async fn a_site_leaves_and_another_comes(shop: &Shop) {
    let license = shop.license("starter").await;
    shop.activate(&license, "a.example").await.unwrap();
    assert_eq!(code(leave(shop, &license, "b.example").await), "activation_not_found");
    assert_eq!(leave(shop, &license, "https://a.example/").await.unwrap(), 0);
    assert_eq!(code(leave(shop, &license, "a.example").await), "activation_not_found");
    shop.activate(&license, "b.example").await.unwrap();
    let id = license.license.id.get();
    assert_eq!(code(release(&shop.hub, &shop.reseller, id, "a.example").await), "activation_not_found");
    release(&shop.hub, &shop.reseller, id, "www.b.example").await.unwrap();
    let odd = shop.activate(&license, "www.www.odd.example").await.unwrap();
    release(&shop.hub, &shop.reseller, id, odd.activation.domain.as_str()).await.unwrap();
    assert_eq!(domains(shop, &license).await, [] as [String; 0]);
    // Who moves after the end must be able to.
    shop.activate(&license, "c.example").await.unwrap();
    shop.days(400);
    assert_eq!(leave(shop, &license, "c.example").await.unwrap(), 0);
}

pub(crate) async fn a_site_is_told_the_first_that_is_wrong(shop: &Shop) {
    let license = shop.license("starter").await;
    let with = ActivateSite { fingerprint: Some("f1".to_owned()), ..site(&license, "a.example") };
    activate(&shop.hub, &Origin::default(), &with).await.unwrap();
    let ask = async |domain: &str, product: Option<&str>, fingerprint: Option<&str>| {
        let input = VerifySite {
            license_key: license.key.expose().to_owned(),
            domain: domain.to_owned(),
            product: product.map(str::to_owned),
            fingerprint: fingerprint.map(str::to_owned),
            nonce: None,
        };
        let told = verify(&shop.hub, &input).await.unwrap();
        assert_eq!(told.proof.is_some(), told.code.is_valid());
        assert_eq!(told.activation.is_some(), told.code.is_valid());
        (told.code, told.status)
    };
    let starter = Some("flavor-starter");
    assert_eq!(ask("a.example", starter, Some("f1")).await, (VerifyCode::Valid, LicenseStatus::Active));
    assert_eq!(ask("a.example", None, Some("f2")).await.0, VerifyCode::FingerprintMismatch);
    assert_eq!(ask("b.example", None, Some("f2")).await.0, VerifyCode::NotActivated);
    assert_eq!(ask("b.example", Some("other"), Some("f2")).await.0, VerifyCode::ProductMismatch);
    shop.days(365);
    assert_eq!(ask("a.example", starter, Some("f1")).await, (VerifyCode::ValidGrace, LicenseStatus::Expired));
    let told = shop.verify(&license, "a.example").await;
    assert_eq!(told.grace_until.unwrap().to_string(), "2027-01-21T12:00:00Z");
    shop.days(7);
    assert_eq!(ask("a.example", starter, None).await.0, VerifyCode::Expired);
    revoke(&shop.hub, &shop.reseller, license.license.id.get(), None).await.unwrap();
    assert_eq!(ask("b.example", Some("other"), None).await, (VerifyCode::Revoked, LicenseStatus::Revoked));
    let unknown = VerifySite {
        license_key: "FLVR".to_owned(),
        domain: "a.example".to_owned(),
        ..VerifySite::default()
    };
    assert_eq!(code(verify(&shop.hub, &unknown).await), "license_not_found");
}

pub(crate) async fn a_downgrade_leaves_too_many(shop: &Shop) {
    let license = shop.license("business").await;
    for domain in ["a.example", "b.example", "a.test"] {
        shop.activate(&license, domain).await.unwrap();
    }
    let id = license.license.id.get();
    assert_eq!(code(upgrade(&shop.hub, &shop.reseller, id, "starter").await), "not_an_upgrade");
    upgrade(&shop.hub, &shop.operator, id, "starter").await.unwrap();
    assert_eq!(shop.verify(&license, "a.example").await.code, VerifyCode::LimitExceeded);
    assert_eq!(shop.verify(&license, "a.test").await.code, VerifyCode::Valid);
    // Who activates again gets no token that verify would not give.
    for _ in 0..2 {
        let refused = shop.activate(&license, "a.example").await;
        let Err(Error::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!(refusal.code, "activation_limit_reached");
        assert_eq!(refusal.more, [("activation_limit", 1), ("activations_used", 2)]);
    }
    assert!(shop.activate(&license, "a.test").await.unwrap().already);
    assert_eq!(domains(shop, &license).await, ["a.example", "b.example", "a.test"]);
    leave(shop, &license, "b.example").await.unwrap();
    assert_eq!(shop.verify(&license, "a.example").await.code, VerifyCode::Valid);
    assert!(shop.activate(&license, "a.example").await.unwrap().already);
}

pub(crate) async fn a_copy_of_a_site_gets_no_token(shop: &Shop) {
    let license = shop.license("starter").await;
    let ask = async |fingerprint: Option<&str>| {
        let fingerprint = fingerprint.map(str::to_owned);
        activate(&shop.hub, &Origin::default(), &ActivateSite { fingerprint, ..site(&license, "a.example") })
            .await
    };
    ask(Some("f1")).await.unwrap();
    assert_eq!(code(ask(Some("f2")).await), "license_fingerprint_mismatch");
    for same in [Some("f1"), None] {
        let again = ask(same).await.unwrap();
        assert_eq!((again.already, again.activation.fingerprint.as_deref()), (true, Some("f1")));
    }
    // A site that moved to another server leaves, and comes again.
    leave(shop, &license, "a.example").await.unwrap();
    assert_eq!(ask(Some("f2")).await.unwrap().activation.fingerprint.as_deref(), Some("f2"));
}

pub(crate) async fn a_site_that_asked_was_seen(shop: &Shop) {
    let license = shop.license("starter").await;
    shop.activate(&license, "a.example").await.unwrap();
    shop.days(3);
    let told = shop.verify(&license, "a.example").await;
    let now = shop.hub.authority().now();
    assert_eq!(told.activation.unwrap().last_seen_at, now);
    shop.hub.flush_seen().await.unwrap();
    let seen = get(&shop.hub, &shop.reseller, license.license.id.get()).await.unwrap();
    assert_eq!(seen.activations[0].last_seen_at, now);
    shop.hub.flush_seen().await.unwrap();
}

pub(crate) async fn bad_fields_are_named(shop: &Shop) {
    let license = shop.license("starter").await;
    let bad = ActivateSite {
        domain: "a b".to_owned(),
        fingerprint: Some("x".repeat(256)),
        version: Some("1\0".to_owned()),
        label: Some("\u{7}".to_owned()),
        replace_domain: Some(String::new()),
        ..site(&license, "")
    };
    let refused = activate(&shop.hub, &Origin::default(), &bad).await;
    assert_eq!(fields(refused), ["domain", "fingerprint", "version", "label", "replace_domain"]);
    assert_eq!(fields(leave(shop, &license, &"a".repeat(254)).await), ["domain"]);
}
