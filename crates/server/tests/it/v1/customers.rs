//! `/v1/customers` (contract v1, part 8).

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::given::{code_of, made_key};
use crate::on_both;

on_both! {
    a_customer_is_made_found_changed_and_listed
    bad_facts_are_named
    nobody_elses_customer_exists
    a_customer_with_keys_goes_only_with_them
    making_keys_and_removing_their_owner_at_once_leaves_no_key_behind
}

async fn a_customer_is_made_found_changed_and_listed(server: &TestServer) {
    let admin = server.admin();
    let body =
        json!({"external_id": "acme", "name": "Acme", "email": "Ops@Acme.example", "metadata": {"plan": 1}});
    let made = admin.post("/v1/customers", &body).await.expect(201);
    let path = format!("/v1/customers/{}", made.text("id"));
    assert_eq!((made.text("external_id"), made.text("email")), ("acme", "ops@acme.example"));
    assert_eq!(made["metadata"], json!({"plan": 1}));
    assert_eq!(admin.get(&path).await.expect(200).json, made.json);
    admin.post("/v1/customers", &body).await.error(409, "already_exists");

    let again = admin.with("idempotency-key", "once");
    let other = json!({"external_id": "other", "name": "Other"});
    let first = again.post("/v1/customers", &other).await.expect(201);
    assert_eq!(again.post("/v1/customers", &other).await.expect(201).json, first.json);

    let changed = admin.put(&path, &json!({"external_id": "acme", "name": "Acme Ltd"})).await.expect(200);
    assert_eq!((changed.text("name"), &changed["email"]), ("Acme Ltd", &json!(null)));
    assert_eq!(changed["metadata"], json!({}));
    let list = admin.get("/v1/customers?order=asc").await.expect(200);
    assert_eq!(list.of_items("external_id"), ["acme", "other"]);
    let found = admin.get("/v1/customers?external_id=other").await.expect(200);
    assert_eq!((found.of_items("name"), &found["pagination"]["total"]), (vec!["Other"], &json!(1)));
    assert_eq!(admin.get("/v1/customers?email=%00").await.expect(200)["pagination"]["total"], 0);
}

async fn bad_facts_are_named(server: &TestServer) {
    let admin = server.admin();
    for (body, field) in [
        (json!({"name": "Acme"}), "external_id"),
        (json!({"external_id": "a"}), "name"),
        (json!({"external_id": "", "name": "Acme"}), "external_id"),
        (json!({"external_id": "a\u{0}", "name": "Acme"}), "external_id"),
        (json!({"external_id": "a", "name": " "}), "name"),
        (json!({"external_id": "a", "name": "Acme", "email": "nobody"}), "email"),
        (json!({"external_id": "a", "name": "Acme", "metadata": {"a": "x".repeat(5000)}}), "metadata"),
    ] {
        admin.post("/v1/customers", &body).await.detail(field);
    }
    let body = json!({"external_id": "acme", "name": "Acme"});
    let made = admin.post("/v1/customers", &body).await.expect(201);
    let path = format!("/v1/customers/{}", made.text("id"));
    admin.put(&path, &json!({"external_id": "b", "name": "Acme"})).await.detail("external_id");
    admin.delete(&format!("{path}?cascade=yes")).await.detail("cascade");
}

async fn nobody_elses_customer_exists(server: &TestServer) {
    let body = json!({"external_id": "acme", "name": "Acme"});
    let made = server.admin().post("/v1/customers", &body).await.expect(201);
    let path = format!("/v1/customers/{}", made.text("id"));
    for other in [server.stranger(), server.admin_in_production()] {
        other.get(&path).await.error(404, "not_found");
        other.put(&path, &json!({"name": "Mine"})).await.error(404, "not_found");
        other.delete(&path).await.error(404, "not_found");
        assert_eq!(other.get("/v1/customers").await.expect(200)["pagination"]["total"], 0);
        let _ = other.post("/v1/customers", &body).await.expect(201);
    }
}

async fn a_customer_with_keys_goes_only_with_them(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({})).await;
    assert_eq!(code_of(&admin, key.key()).await, "VALID");
    let listed = admin.get("/v1/customers?external_id=customer-1").await.expect(200);
    let path = format!("/v1/customers/{}", listed.of_items("id")[0]);
    let refused = admin.delete(&path).await.error(400, "invalid_operation");
    assert_eq!(refused["details"]["keys"], json!([key.id()]));
    let without = server.permitted(&["customer:write"]).await;
    without.delete(&format!("{path}?cascade=true")).await.error(403, "permission_denied");
    assert_eq!(code_of(&admin, key.key()).await, "VALID");

    let _ = admin.delete(&format!("{path}?cascade=true")).await.expect(204);
    assert_eq!(code_of(&admin, key.key()).await, "REVOKED");
    admin.get(&path).await.error(404, "not_found");
    admin.delete(&path).await.error(404, "not_found");
    // The key stays listed, and another customer may take the external id.
    let shown = admin.get(&format!("/v1/keys/{}", key.id())).await.expect(200);
    assert_eq!((shown.text("status"), &shown["owner"]["external_id"]), ("revoked", &json!(null)));
    let another = made_key(&admin, json!({})).await;
    let shown = admin.get(&format!("/v1/keys/{}", another.id())).await.expect(200);
    assert_eq!(shown["owner"]["external_id"], "customer-1");
}

async fn making_keys_and_removing_their_owner_at_once_leaves_no_key_behind(server: &TestServer) {
    let admin = server.admin();
    let body = json!({"external_id": "acme", "name": "Acme"});
    let id = admin.post("/v1/customers", &body).await.expect(201).text("id").to_owned();
    let one = async |number: usize| {
        if number == 10 {
            return admin.delete(&format!("/v1/customers/{id}?cascade=true")).await.status;
        }
        let body = json!({"name": "Test", "owner": {"customer_id": id}});
        admin.post("/v1/keys", &body).await.status
    };
    let statuses = futures_util::future::join_all((0..20).map(one)).await;
    assert!(statuses.iter().all(|status| matches!(status, 201 | 204 | 404)), "{statuses:?}");
    let live = admin.get(&format!("/v1/keys?owner={id}&status=active")).await.expect(200);
    assert_eq!(live["pagination"]["total"], 0);
}
