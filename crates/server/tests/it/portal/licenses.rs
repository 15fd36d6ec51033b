//! A customer's licences, on the page and by `GET /v1/customer/portal/licenses`.

use keyward_domain::AccountType;
use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use super::browser::Browser;
use crate::hub::{partner, product};
use crate::on_both;

on_both! {
    a_customer_sees_its_licenses_and_no_others
}

async fn a_customer_sees_its_licenses_and_no_others(server: &TestServer) {
    let product = product(server).await;
    let you = partner(server, "you@example.com", AccountType::Reseller).await;
    let client = json!({"email": "client@example.com", "name": "Client"});
    let client = you.post("/api/v1/portal/clients", &client).await.expect(201).json["id"].clone();
    let make = async |customer| {
        let body = json!({"product_id": product, "customer_id": customer});
        let made = you.post("/api/v1/portal/licenses", &body).await.expect(201);
        made.text("license_key").to_owned()
    };
    let (own, another) = (make(client).await, make(json!(null)).await);
    let site = json!({"license_key": own, "domain": "https://www.shop.example.com/"});
    let _ = server.anonymous().post("/api/v1/licenses/activate", &site).await.expect(200);

    let environments = you.get("/v1/environments").await.expect(200);
    let environments = environments["environments"].as_array().unwrap();
    let production = environments.iter().find(|one| one["type"] == "production").unwrap();
    let host = you.with("x-environment-id", production["id"].as_str().unwrap());
    let customers = host.get("/v1/customers").await.expect(200);
    let body = json!({"customer_id": customers["items"][0]["id"], "allow": ["licenses:read"]});
    let opened = host.post("/v1/portal/sessions", &body).await.expect(201);
    let guest = server.anonymous().with("x-session-token", opened.text("token"));

    let listed = guest.get("/v1/customer/portal/licenses").await.expect(200);
    assert_eq!(listed["pagination"]["total"], 1);
    let license = &listed["items"][0];
    assert!(license["id"].as_str().unwrap().starts_with("license_"));
    assert_eq!((&license["license_key"], &license["status"]), (&json!(own), &json!("active")));
    assert_eq!(license["product"]["slug"], "flavor-starter");
    assert_eq!(license["activations"][0]["domain"], "shop.example.com");

    let mut browser = Browser::new(server);
    browser.enter(opened.text("token")).await;
    let page = browser.get("/portal").await.body;
    assert!(
        page.contains(&own) && page.contains("<code>shop.example.com</code>") && !page.contains(&another),
        "{page}"
    );

    let body = json!({"customer_id": customers["items"][0]["id"], "allow": ["keys:read"]});
    let other = host.post("/v1/portal/sessions", &body).await.expect(201);
    let guest = server.anonymous().with("x-session-token", other.text("token"));
    guest.get("/v1/customer/portal/licenses").await.error(403, "permission_denied");
}
