use keyward_authority::Once;
use keyward_domain::{AccountType, LicenseStatus, Page};
use keyward_hub::clients::create::{CreateClient, create};
use keyward_hub::clients::delete::delete;
use keyward_hub::clients::licenses::licenses;
use keyward_hub::clients::list::list;
use keyward_hub::licenses::CreateLicense;
use keyward_hub::licenses::bulk::create_many;
use keyward_hub::licenses::get::get;
use keyward_hub::licenses::list::{ListLicenses, list as list_licenses};
use keyward_hub::licenses::reactivate::reactivate;

use crate::fixture::{Shop, code, fields};

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
    assert_eq!(
        code(create(&shop.hub, &other, &input, &Once::no(&|_| (201, Vec::new()))).await),
        "email_exists"
    );
    let bad =
        CreateClient { email: "nobody".to_owned(), name: String::new(), company: Some("\0".to_owned()) };
    let refused = create(&shop.hub, &other, &bad, &Once::no(&|_| (201, Vec::new()))).await;
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
    let id = shop.client("client@example.com").await.unwrap().id.get();
    let order = CreateLicense { customer_id: Some(id), ..shop.order("starter") };
    for _ in 0..10 {
        create_many(&shop.hub, &shop.reseller, &order, 100, &Once::no(&|_| (201, Vec::new()))).await.unwrap();
    }
    delete(&shop.hub, &shop.reseller, id).await.unwrap();
    let revoked = ListLicenses { status: Some("revoked".to_owned()), ..ListLicenses::default() };
    let found = list_licenses(&shop.hub, &shop.reseller, &revoked, Page::first(1)).await.unwrap();
    assert_eq!(found.total, 1000);
    let told = shop.told().await;
    assert_eq!(told.iter().filter(|(kind, _)| kind == "license.revoked").count(), 1000);
}
