//! Customers and environments.

use keyward_testkit::server::TestServer;

use super::{HOSTILE, ada, is_inert, made, signed_in};

#[tokio::test]
async fn customers_are_found_and_lead_to_their_keys() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let page = format!("{home}/customers");
    assert!(browser.open(&page).await.expect(200).body().contains("No customers yet"));
    for id in ["c-1", HOSTILE] {
        let _ = made(&mut browser, &home, &[("name", id), ("kind", "customer"), ("external_id", id)]).await;
    }
    let all = browser.open(&page).await.expect(200);
    is_inert(&all);
    assert!(all.body().contains("1–2 of 2"), "{}", all.body());
    let one = browser.open(&format!("{page}?external_id=c-1")).await.expect(200);
    let keys = super::named(one.body(), "href=\"").into_iter().find(|to| to.contains("?owner=")).unwrap();
    let keys = browser.open(keys).await.expect(200);
    assert!(keys.body().contains("1–1 of 1"), "{}", keys.body());
    let (mut eve, at_eve_s) = signed_in(&server, "eve@example.com").await;
    assert!(eve.open(&format!("{at_eve_s}/customers")).await.expect(200).body().contains("No customers yet"));
}

#[tokio::test]
async fn an_environment_is_added_and_can_be_switched_to() {
    let server = TestServer::sqlite().await;
    let (mut browser, home) = ada(&server).await;
    let page = format!("{home}/environments");
    let fields = [("name", HOSTILE), ("type", "production")];
    let done = browser.fill(&page, &page, &fields).await.expect(303);
    assert_eq!(done.header("location"), Some(format!("{page}?done=made").as_str()));
    let list = browser.open(&page).await.expect(200);
    is_inert(&list);
    assert_eq!(list.body().matches("<tr>\n<th scope=\"row\">").count(), 3, "{}", list.body());
    let twice = browser.fill(&page, &page, &fields).await.expect(422);
    is_inert(&twice);
    let wrong = browser.fill(&page, &page, &[("name", "x"), ("type", "nonsense")]).await.expect(422);
    assert!(wrong.body().contains("Type must"), "{}", wrong.body());
}
