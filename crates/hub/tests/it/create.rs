use keyward_authority::{Answer, Once};
use keyward_domain::{AccountType, LicenseStatus, Page};
use keyward_hub::licenses::bulk::{Batch, create_many};
use keyward_hub::licenses::create::create;
use keyward_hub::licenses::get::get;
use keyward_hub::licenses::list::{ListLicenses, list};
use keyward_hub::licenses::revoke::revoke;
use keyward_hub::licenses::usage::usage;
use keyward_hub::licenses::{CreateLicense, LicenseView};
use tokio::task::JoinSet;

use crate::fixture::{Shop, allowed, code, fields};

pub(crate) async fn a_reseller_makes_one_for_a_client(shop: &Shop) {
    let client = shop.client("client@example.com").await.unwrap();
    let order = CreateLicense { customer_id: Some(client.id.get()), ..shop.order("starter") };
    let made = shop.make(&shop.reseller, &order).await.unwrap();
    assert_eq!((made.status, made.reason.as_ref()), (LicenseStatus::Active, None));
    assert_eq!((made.tier.name.as_str(), made.product.slug.as_str()), ("starter", "flavor-starter"));
    assert_eq!(made.license.customer, Some(client.id));
    // 2026-01-14T12:00:00Z and a year.
    assert_eq!(made.license.facts.expires_at.to_string(), "2027-01-14T12:00:00Z");
    let seen = get(&shop.hub, &shop.reseller, made.license.id.get()).await.unwrap();
    assert_eq!((seen.key, &seen.license), (made.key, &made.license));
    assert_eq!(shop.told().await, [("license.created".to_owned(), None)]);
}

pub(crate) async fn a_developer_makes_as_many_as_it_may_however_many_ask_at_once(shop: &Shop) {
    let developer = shop.account("Developer", AccountType::Developer).await;
    let mut asked = JoinSet::new();
    for _ in 0..30 {
        let (hub, actor, order) = (shop.hub.clone(), developer.clone(), shop.order("starter"));
        asked.spawn(async move { create(&hub, &actor, &order, &Once::no()).await.map(|_| ()) });
    }
    let answers = asked.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 5);
    for refused in answers.into_iter().filter(Result::is_err) {
        assert_eq!(code(refused), "license_limit_reached");
    }
    let allowance = usage(&shop.hub, &developer).await.unwrap();
    assert_eq!((allowance.used, allowance.limit, allowance.remaining()), (5, 5, 0));
    let allowance = usage(&shop.hub, &shop.reseller).await.unwrap();
    assert_eq!((allowance.limit, allowance.remaining()), (-1, -1));
}

async fn bulk(
    shop: &Shop,
    actor: &keyward_authority::Actor,
    quantity: usize,
) -> Result<Batch, keyward_hub::Error> {
    let answer = create_many(&shop.hub, actor, &shop.order("starter"), quantity, &Once::no()).await;
    match answer? {
        Answer::Fresh(batch) => Ok(batch),
        Answer::Again { .. } => panic!("nothing was asked for once"),
    }
}

pub(crate) async fn a_batch_is_all_or_nothing(shop: &Shop) {
    let batch = bulk(shop, &shop.reseller, 100).await.unwrap();
    assert_eq!(batch.licenses.len(), 100);
    assert!(batch.licenses.iter().all(|one| one.license.batch.as_ref() == Some(&batch.id)));
    assert_eq!(shop.told().await.len(), 100);
    assert_eq!(fields(bulk(shop, &shop.reseller, 101).await), ["quantity"]);
    assert_eq!(fields(bulk(shop, &shop.reseller, 0).await), ["quantity"]);
    let developer = shop.account("Developer", AccountType::Developer).await;
    assert_eq!(code(bulk(shop, &developer, 6).await), "license_limit_reached");
    assert_eq!(usage(&shop.hub, &developer).await.unwrap().used, 0);
    assert_eq!(bulk(shop, &developer, 5).await.unwrap().licenses.len(), 5);
}

pub(crate) async fn what_is_not_allowed_is_refused_by_name(shop: &Shop) {
    let customer = shop.account("Customer", AccountType::Customer).await;
    let developer = shop.account("Developer", AccountType::Developer).await;
    let order = shop.order("starter");
    assert_eq!(code(shop.make(&customer, &order).await), "role_required");
    let unknown = CreateLicense { product_id: 4711, ..order.clone() };
    assert_eq!(code(shop.make(&developer, &unknown).await), "product_not_found");
    assert_eq!(fields(shop.make(&developer, &shop.order("platinum")).await), ["tier"]);
    let past = CreateLicense { expires_at: Some("2026-01-14T12:00:00Z".to_owned()), ..order.clone() };
    assert_eq!(code(shop.make(&developer, &past).await), "expires_in_past");
    let broken = CreateLicense {
        expires_at: Some("tomorrow".to_owned()),
        source: Some("gift".to_owned()),
        ..order.clone()
    };
    assert_eq!(fields(shop.make(&developer, &broken).await), ["source", "expires_at"]);
    let client = shop.client("client@example.com").await.unwrap().id.get();
    let assigned = CreateLicense { customer_id: Some(client), ..order.clone() };
    assert_eq!(code(shop.make(&developer, &assigned).await), "customer_assignment_forbidden");
    let other = shop.account("Other", AccountType::Reseller).await;
    assert_eq!(code(shop.make(&other, &assigned).await), "client_not_found");
    let nfr = |source: &str| CreateLicense { source: Some(source.to_owned()), ..order.clone() };
    assert_eq!(code(shop.make(&developer, &nfr("nfr")).await), "source_forbidden");
    assert_eq!(code(shop.make(&shop.reseller, &nfr("bulk_pack")).await), "source_forbidden");
    shop.make(&shop.reseller, &nfr("nfr")).await.unwrap();
    assert_eq!(usage(&shop.hub, &shop.reseller).await.unwrap().used, 0);
    let reader = allowed(&shop.reseller, &["license:read"]);
    let refused = shop.make(&reader, &order).await;
    assert!(
        matches!(refused, Err(keyward_hub::Error::Authority(keyward_authority::Error::NotPermitted(_)))),
        "{refused:?}"
    );
}

pub(crate) async fn a_retry_gets_the_first_answer(shop: &Shop) {
    let render: &(dyn Fn(&LicenseView) -> (u16, Vec<u8>) + Sync) =
        &|made| (201, made.license.id.get().to_string().into_bytes());
    let once = Once::per_key("POST /licenses", "k1", b"{}", render);
    let Answer::Fresh(first) =
        create(&shop.hub, &shop.reseller, &shop.order("starter"), &once).await.unwrap()
    else {
        panic!("the first answer is fresh");
    };
    let Answer::Again { status, body } =
        create(&shop.hub, &shop.reseller, &shop.order("starter"), &once).await.unwrap()
    else {
        panic!("the second answer is the first again");
    };
    assert_eq!((status, body), (201, first.license.id.get().to_string().into_bytes()));
    assert_eq!(usage(&shop.hub, &shop.reseller).await.unwrap().used, 1);
}

pub(crate) async fn lists_find_by_key_domain_and_state(shop: &Shop) {
    let (first, second) = (shop.license("starter").await, shop.license("business").await);
    shop.activate(&first, "shop.example.com").await.unwrap();
    revoke(&shop.hub, &shop.reseller, second.license.id.get(), None).await.unwrap();
    let find = async |input: ListLicenses| {
        let found = list(&shop.hub, &shop.reseller, &input, Page::first(10)).await.unwrap();
        found.items.iter().map(|one| one.license.id).collect::<Vec<_>>()
    };
    let (one, two) = (first.license.id, second.license.id);
    let search = |text: &str| ListLicenses { search: Some(text.to_owned()), ..ListLicenses::default() };
    assert_eq!(find(ListLicenses::default()).await, [two, one]);
    assert_eq!(find(search(&first.key.expose().to_lowercase())).await, [one]);
    assert_eq!(find(search("EXAMPLE.com")).await, [one]);
    assert_eq!(find(search("nowhere.example")).await, []);
    let status = |text: &str| ListLicenses { status: Some(text.to_owned()), ..ListLicenses::default() };
    assert_eq!(find(status("active")).await, [one]);
    assert_eq!(find(status("revoked")).await, [two]);
    assert_eq!(
        find(ListLicenses { tier: Some("business".to_owned()), ..ListLicenses::default() }).await,
        [two]
    );
    assert_eq!(find(ListLicenses { tier: Some("none".to_owned()), ..ListLicenses::default() }).await, []);
    let bad = ListLicenses {
        status: Some("x".to_owned()),
        source: Some("y".to_owned()),
        ..ListLicenses::default()
    };
    assert_eq!(fields(list(&shop.hub, &shop.reseller, &bad, Page::first(10)).await), ["status", "source"]);
}
