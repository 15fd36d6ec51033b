//! The operator's side (contract hub, part E).

use keyward_domain::AccountType;
use keyward_testkit::actors::{Caller, Method, Person};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use super::{names, partner};
use crate::on_both;

const PRODUCTS: &str = "/api/v1/admin/products";
const ACCOUNTS: &str = "/api/v1/admin/accounts";

on_both! {
    a_product_is_made_listed_and_changed
    a_licence_of_anybodys_is_held_back_and_taken
    an_account_is_found_and_decided_about
    nobody_else_may
}

fn theme() -> Value {
    json!({"slug": "flavor-starter", "name": "Flavor Starter", "type": "theme", "requires": "6.4", "icons": {"1x": "a.png"}})
}

async fn product(operator: &Person) -> Value {
    operator.post(PRODUCTS, &theme()).await.expect(201).json
}

async fn a_product_is_made_listed_and_changed(server: &TestServer) {
    let operator = server.operating_person().await;
    let made = product(&operator).await;
    let expected = json!({
        "id": made["id"], "slug": "flavor-starter", "name": "Flavor Starter", "type": "theme", "homepage": null,
        "icons": {"1x": "a.png"}, "banners": null, "sections": null, "requires": "6.4", "tested": null,
        "requires_php": null, "created_at": "2026-01-14T12:00:00Z", "updated_at": "2026-01-14T12:00:00Z",
    });
    assert_eq!(made, expected);
    assert_eq!(names(&made), names(&expected));
    operator.post(PRODUCTS, &theme()).await.error(400, "product_exists");
    let path = format!("{PRODUCTS}/flavor-starter");
    let change = json!({"name": "Flavor", "tested": "6.9"});
    let changed = operator.send(Method::PATCH, &path, change.to_string()).await.expect(200).json;
    assert_eq!((&changed["name"], &changed["type"]), (&json!("Flavor"), &json!("theme")));
    assert_eq!((&changed["tested"], &changed["requires"]), (&json!("6.9"), &json!("6.4")));
    assert_eq!(operator.get(PRODUCTS).await.expect(200).json, json!([changed]));
    let absent = operator.send(Method::PATCH, &format!("{PRODUCTS}/none"), "{}").await;
    absent.error(404, "product_not_found");
    let bad = operator.post(PRODUCTS, &json!({"slug": "Bad Slug", "name": "x", "type": "theme"})).await;
    assert_eq!(bad.expect(422).json["detail"][0]["loc"], json!(["body", "slug"]));
    let bad =
        operator.post(PRODUCTS, &json!({"slug": "x", "type": "game", "icons": 1})).await.expect(422).json;
    let places: Vec<_> =
        bad["detail"].as_array().unwrap().iter().map(|item| item["loc"][1].clone()).collect();
    assert_eq!(places, ["name", "type", "icons"]);
}

async fn a_licence_of_anybodys_is_held_back_and_taken(server: &TestServer) {
    let operator = server.operating_person().await;
    let product = product(&operator).await["id"].clone();
    let you = partner(server, "you@example.com", AccountType::Reseller).await;
    let made = you.post("/api/v1/portal/licenses", &json!({"product_id": product})).await.expect(201).json;
    let path = |action: &str| format!("/api/v1/admin/licenses/{}/{action}", made["id"]);
    let site = json!({"license_key": made["license_key"], "domain": "a.example"});
    let guest = server.anonymous();
    let _ = guest.post("/api/v1/licenses/activate", &site).await.expect(200);
    let told = async || guest.post("/api/v1/licenses/verify", &site).await.expect(200).json["code"].clone();
    let held = operator.post(&path("suspend"), &json!({"reason": "abuse"})).await.expect(200).json;
    assert_eq!((&held["status"], &held["status_reason"]), (&json!("suspended"), &json!("abuse")));
    assert_eq!(told().await, "suspended");
    let _ = operator.send(Method::POST, &path("reinstate"), "").await.expect(200);
    assert_eq!(told().await, "valid");
    operator.send(Method::POST, &path("reinstate"), "").await.error(400, "license_not_suspended");
    let taken = operator.send(Method::POST, &path("revoke"), "").await.expect(200).json;
    assert_eq!((&taken["status"], &taken["status_reason"]), (&json!("revoked"), &json!("admin")));
    let own = format!("/api/v1/portal/licenses/{}/reactivate", made["id"]);
    you.send(Method::POST, &own, "").await.error(403, "reactivation_forbidden");
    let back = operator.send(Method::POST, &path("reactivate"), "").await.expect(200).json;
    assert_eq!(back["status"], "active");
    let absent = "/api/v1/admin/licenses/4711/revoke";
    operator.send(Method::POST, absent, "").await.error(404, "license_not_found");
}

async fn an_account_is_found_and_decided_about(server: &TestServer) {
    let operator = server.operating_person().await;
    let you = partner(server, "you@example.com", AccountType::Developer).await;
    let found = operator.get(&format!("{ACCOUNTS}?search=YOU@&disabled=false&page=1")).await.expect(200).json;
    assert_eq!(found["total"], 1);
    let account = &found["items"][0];
    assert_eq!((&account["email"], &account["type"]), (&json!("you@example.com"), &json!("developer")));
    let path = format!("{ACCOUNTS}/{}", account["id"]);
    let decide = async |decision: Value| operator.send(Method::PATCH, &path, decision.to_string()).await;
    let decided = decide(json!({"type": "agency", "license_limit": 9})).await.expect(200).json;
    assert_eq!((&decided["type"], &decided["license_limit"]), (&json!("agency"), &json!(9)));
    assert_eq!(decide(json!({"license_limit": null})).await.expect(200).json["license_limit"], -1);
    assert_eq!(
        decide(json!({"license_limit": -2})).await.expect(422).json["detail"][0]["type"],
        "greater_than_equal"
    );
    assert_eq!(decide(json!({"disabled": true})).await.expect(200).json["disabled"], true);
    let _ = you.get("/api/v1/portal/profile").await.expect(401);
    assert_eq!(
        operator.get(&format!("{ACCOUNTS}?disabled=true")).await.expect(200).json[0]["id"],
        account["id"]
    );
}

async fn nobody_else_may(server: &TestServer) {
    let you = partner(server, "you@example.com", AccountType::Agency).await;
    // Refused before the fields are looked at.
    for body in [theme(), json!({})] {
        let refused = you.post(PRODUCTS, &body).await.error(403, "permission_denied");
        assert_eq!(refused.text("detail"), "Only an operator may do this");
    }
    you.get(ACCOUNTS).await.error(403, "permission_denied");
    server.admin().get(PRODUCTS).await.error(401, "jwt_required");
    server.anonymous().get(PRODUCTS).await.error(401, "not_authenticated");
}
