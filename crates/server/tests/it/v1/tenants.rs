//! `/v1/tenants`: one's own, and any for operators (contract v1, part 5).

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{asked_for_key, made_key};
use crate::on_both;

on_both! {
    an_operator_adds_finds_and_names_tenants
    a_suspended_tenant_reads_until_it_is_resumed
}

async fn an_operator_adds_finds_and_names_tenants(server: &TestServer) {
    let operator = server.operating_person().await;
    let body = json!({"name": "Acme", "email": "Bob@Example.com"});
    let once = operator.with("idempotency-key", "1");
    let made = once.post("/v1/tenants", &body).await.expect(201);
    assert_eq!((made.text("name"), made.text("status")), ("Acme", "active"));
    let kinds: Vec<_> = made["environments"].as_array().unwrap().iter().map(|one| &one["type"]).collect();
    assert_eq!(kinds, ["development", "production"]);
    assert_eq!(made["user"]["email"], "bob@example.com");
    assert_eq!(made["user"]["roles"], json!(["super_admin"]));
    assert_eq!(once.post("/v1/tenants", &body).await.expect(201).text, made.text);
    operator.post("/v1/tenants", &body).await.error(409, "already_exists");
    operator.post("/v1/tenants", &json!({"name": " ", "email": "x"})).await.detail("email");

    let path = format!("/v1/tenants/{}", made.text("id"));
    assert_eq!(operator.get(&path).await.expect(200).text("name"), "Acme");
    assert_eq!(operator.put(&path, &json!({"name": "Acme & Co"})).await.expect(200)["name"], "Acme & Co");
    operator.put(&path, &json!({"name": "Home"})).await.error(409, "already_exists");
    let found = operator.get("/v1/tenants?name=ACME").await.expect(200);
    assert_eq!(found.of_items("id"), [made.text("id")]);
    let page = operator.get("/v1/tenants?limit=2&offset=1").await.expect(200);
    assert_eq!(page.of_items("name"), ["Stranger", "operator@example.com"]);
    assert_eq!(page["pagination"], json!({"total": 4, "limit": 2, "offset": 3}));
    operator.get("/v1/tenants?limit=0").await.detail("limit");
    assert_eq!(operator.get("/v1/tenants?name=%00").await.expect(200)["items"], json!([]));

    // To everybody else no other tenant exists.
    let admin = server.admin();
    admin.get(&path).await.error(404, "not_found");
    admin.put(&path, &json!({"name": "Mine"})).await.error(404, "not_found");
    operator.get("/v1/tenants/tenant_nonsense").await.error(404, "not_found");
    operator.post("/v1/tenants/tenant_nonsense/suspend", &Value::Null).await.error(404, "not_found");
}

async fn a_suspended_tenant_reads_until_it_is_resumed(server: &TestServer) {
    let operator = server.operating_person().await;
    let ada = server.sign_up("ada@example.com").await;
    let admin = server.admin();
    let _ = made_key(&admin, json!({})).await;
    let home = format!("/v1/tenants/{}", server.text(server.home.tenant.id));
    let adas = format!("/v1/tenants/{}", ada.signed_in().text("tenant_id"));
    for path in [&home, &adas] {
        let suspended = operator.post(&format!("{path}/suspend"), &Value::Null).await.expect(200);
        assert_eq!(suspended.text("status"), "suspended");
    }
    asked_for_key(&admin, json!({})).await.error(403, "tenant_suspended");
    let _ = admin.get("/v1/keys").await.expect(200);
    let environment = json!({"name": "Staging", "type": "development"});
    ada.post("/v1/environments", &environment).await.error(403, "tenant_suspended");
    assert_eq!(ada.get(&adas).await.expect(200).text("status"), "suspended");
    for path in [&home, &adas] {
        let _ = operator.post(&format!("{path}/resume"), &Value::Null).await.expect(200);
    }
    let _ = made_key(&admin, json!({})).await;
    let _ = ada.post("/v1/environments", &environment).await.expect(201);

    // Their own too, or they could not go back.
    let own = format!("/v1/tenants/{}", operator.signed_in().text("tenant_id"));
    for verb in ["suspend", "resume"] {
        let _ = operator.post(&format!("{own}/{verb}"), &Value::Null).await.expect(200);
    }
}
