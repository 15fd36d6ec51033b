use keyward_authority::customers::delete::delete as delete_customer;
use keyward_authority::{Actor, Once};
use keyward_domain::{AccountType, Customer, Id, LicenseStatus, Page, VerifyCode};
use keyward_hub::clients::create::{CreateClient, create};
use keyward_hub::clients::delete::delete;
use keyward_hub::clients::licenses::licenses;
use keyward_hub::clients::list::list;
use keyward_hub::licenses::CreateLicense;
use keyward_hub::licenses::bulk::create_many;
use keyward_hub::licenses::get::get;
use keyward_hub::licenses::list::{ListLicenses, list as list_licenses};
use keyward_hub::licenses::reactivate::reactivate;

use crate::fixture::{Shop, allowed, code, fields};

pub(crate) async fn a_client_is_made_listed_and_deleted_with_its_licences(shop: &Shop) {
    let client = shop.client("Client@Example.com").await.unwrap();
    assert_eq!((client.email.as_deref(), client.licenses), (Some("client@example.com"), 0));
    let id = client.id.get();
    let order = CreateLicense { customer_id: Some(id), ..shop.order("starter") };
    let license = shop.make(&shop.reseller, &order).await.unwrap();
    shop.activate(&license, "a.example").await.unwrap();
    let listed = list(&shop.hub, &shop.reseller, Page::first(10)).await.unwrap();
    assert_eq!((listed.total, listed.items[0].licenses), (1, 1));
    let of_client = licenses(&shop.hub, &shop.reseller, id, Page::first(10)).await.unwrap();
    assert_eq!(of_client.items[0].license.id, license.license.id);
    delete(&shop.hub, &shop.reseller, id).await.unwrap();
    let license = license.license.id.get();
    let seen = get(&shop.hub, &shop.reseller, license).await.unwrap();
    assert_eq!((seen.status, seen.activations.len()), (LicenseStatus::Revoked, 0));
    assert_eq!(seen.reason.unwrap().as_str(), "client_deleted");
    assert_eq!(code(reactivate(&shop.hub, &shop.reseller, license).await), "reactivation_forbidden");
    assert_eq!(code(delete(&shop.hub, &shop.reseller, id).await), "client_not_found");
    assert_eq!(code(licenses(&shop.hub, &shop.reseller, id, Page::first(10)).await), "client_not_found");
    shop.client("client@example.com").await.unwrap();
}

pub(crate) async fn an_address_is_nobody_elses(shop: &Shop) {
    shop.client("client@example.com").await.unwrap();
    assert_eq!(code(shop.client("CLIENT@example.com").await), "email_exists");
    let other = shop.account("Other", AccountType::Agency).await;
    let input = CreateClient { email: "client@example.com".to_owned(), name: "C".to_owned(), company: None };
    assert_eq!(code(create(&shop.hub, &other, &input, &Once::no()).await), "email_exists");
    let bad =
        CreateClient { email: "nobody".to_owned(), name: String::new(), company: Some("\0".to_owned()) };
    let refused = create(&shop.hub, &other, &bad, &Once::no()).await;
    assert_eq!(fields(refused), ["email", "name", "company"]);
}

pub(crate) async fn only_partners_have_clients(shop: &Shop) {
    let id = shop.client("client@example.com").await.unwrap().id.get();
    let developer = shop.account("Developer", AccountType::Developer).await;
    assert_eq!(code(list(&shop.hub, &developer, Page::first(10)).await), "role_required");
    assert_eq!(code(delete(&shop.hub, &developer, id).await), "role_required");
    let other = shop.account("Other", AccountType::Agency).await;
    assert_eq!(code(delete(&shop.hub, &other, id).await), "client_not_found");
}

pub(crate) async fn one_with_a_thousand_licences_goes_in_one_transaction(shop: &Shop) {
    let id = with_a_thousand(shop).await;
    delete(&shop.hub, &shop.reseller, id).await.unwrap();
    assert_eq!(revoked(shop).await, (1000, 1000));
}

/// The same row, deleted as a customer.
pub(crate) async fn one_that_v1_deletes_goes_with_its_licences_too(shop: &Shop) {
    let id = with_a_thousand(shop).await;
    let active = ListLicenses { customer_id: Some(id), ..ListLicenses::default() };
    let license =
        list_licenses(&shop.hub, &shop.reseller, &active, Page::first(1)).await.unwrap().items.remove(0);
    shop.activate(&license, "a.example").await.unwrap();
    assert!(shop.verify(&license, "a.example").await.proof.is_some());
    let text = shop.hub.authority().ids().encode(Id::<Customer>::new(id));
    let remove = async |actor: &Actor| {
        let environment = shop.production(actor).await;
        let actor = Actor { environment: Some(environment), ..actor.clone() };
        delete_customer(shop.hub.authority(), &actor, &text, false, &*shop.hub).await
    };
    // Who may not write licences removes nobody who has some, and nothing was done to any of them.
    let refused = remove(&allowed(&shop.reseller, &["customer:write"])).await;
    assert!(matches!(refused, Err(keyward_authority::Error::NotPermitted(_))), "{refused:?}");
    assert_eq!(revoked(shop).await, (0, 0));
    assert!(shop.verify(&license, "a.example").await.proof.is_some());
    remove(&allowed(&shop.reseller, &["customer:write", "license:write"])).await.unwrap();
    assert_eq!(revoked(shop).await, (1000, 1000));
    // The token that the site holds is of an older epoch; the next check says so, and gives no other.
    let told = shop.verify(&license, "a.example").await;
    assert_eq!((told.code, told.license.facts.epoch), (VerifyCode::Revoked, license.license.facts.epoch + 1));
    assert!(told.proof.is_none() && told.activation.is_none());
    assert_eq!(code(delete(&shop.hub, &shop.reseller, id).await), "client_not_found");
    // One without licences asks for no more than the right to remove it.
    let other = shop.client("client@example.com").await.unwrap().id;
    let environment = shop.production(&shop.reseller).await;
    let actor = Actor { environment: Some(environment), ..allowed(&shop.reseller, &["customer:write"]) };
    let text = shop.hub.authority().ids().encode(Id::<Customer>::new(other.get()));
    delete_customer(shop.hub.authority(), &actor, &text, false, &*shop.hub).await.unwrap();
}

/// A client with a thousand licences.
async fn with_a_thousand(shop: &Shop) -> i64 {
    let id = shop.client("client@example.com").await.unwrap().id.get();
    let order = CreateLicense { customer_id: Some(id), ..shop.order("starter") };
    for _ in 0..10 {
        create_many(&shop.hub, &shop.reseller, &order, 100, &Once::no()).await.unwrap();
    }
    id
}

/// How many licences are revoked, and how many webhooks were told to be.
async fn revoked(shop: &Shop) -> (u64, usize) {
    let revoked = ListLicenses { status: Some("revoked".to_owned()), ..ListLicenses::default() };
    let found = list_licenses(&shop.hub, &shop.reseller, &revoked, Page::first(1)).await.unwrap();
    let told = shop.told().await;
    (found.total, told.iter().filter(|(kind, _)| kind == "license.revoked").count())
}
