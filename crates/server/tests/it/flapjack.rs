//! `/api/keys` (contract flapjack).

use keyward_testkit::actors::{Caller, Person};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};

use crate::given::UNKNOWN_KEY;
use crate::on_both;

const PATH: &str = "/api/keys";

async fn person(server: &TestServer) -> Person {
    let guest = server.anonymous();
    let body = json!({"email": "ada@example.com", "password": "correct horse battery", "tenant_name": "Ada"});
    Person::of(&guest, guest.post("/v1/auth/signup", &body).await.expect(201))
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

on_both! {
    a_key_is_made_listed_and_revoked
    keys_do_not_manage_keys
}

async fn a_key_is_made_listed_and_revoked(server: &TestServer) {
    let ada = person(server).await;
    assert_eq!(ada.get(PATH).await.expect(200).json, json!([]));
    let made = ada.post(PATH, &json!({"name": "Production"})).await.expect(201);
    assert_eq!(keys(&made.json), ["id", "key", "prefix", "name", "created_at"]);

    let key = server.holder_of(made.text("key"));
    let list = ada.get(PATH).await.expect(200);
    assert_eq!(keys(&list.json[0]), ["id", "prefix", "name", "last_used_at", "created_at"]);
    assert_eq!((&list.json[0]["prefix"], &list.json[0]["last_used_at"]), (&made["prefix"], &Value::Null));
    let _ = key.get("/v1/keys/whoami").await.expect(200);

    let path = format!("{PATH}/{}", made.text("id"));
    let unknown = ada.delete(&format!("{PATH}/key-001")).await.expect(404);
    assert_eq!(unknown.text("error"), "NOT_FOUND");
    assert_eq!(ada.delete(&path).await.expect(200).json, json!({"ok": true}));
    key.get("/v1/keys/whoami").await.error(401, "unauthorized");
    assert_eq!(ada.delete(&path).await.expect(404).json, unknown.json);
    assert_eq!(ada.get(PATH).await.expect(200).json, json!([]));
}

async fn keys_do_not_manage_keys(server: &TestServer) {
    let admin = server.admin();
    assert_eq!(admin.get(PATH).await.expect(403).json, json!({"error": "FORBIDDEN"}));
    let bearer = server.anonymous().with("authorization", &format!("Bearer {}", admin.key()));
    assert_eq!(bearer.get(PATH).await.expect(403).json, json!({"error": "FORBIDDEN"}));
    let guest = server.anonymous();
    for caller in
        [guest.clone(), guest.with("authorization", "Bearer nonsense"), guest.with("x-api-key", UNKNOWN_KEY)]
    {
        assert_eq!(caller.get(PATH).await.expect(401).text("error"), "UNAUTHORIZED");
    }
}

#[tokio::test]
async fn a_name_is_needed() {
    let server = TestServer::sqlite().await;
    let ada = person(&server).await;
    for body in ["{}", r#"{"name":null}"#, r#"{"name":""}"#, r#"{"name":"  "}"#] {
        let answer = ada.send(keyward_testkit::actors::Method::POST, PATH, body).await.expect(400);
        assert_eq!(answer.text("error"), "MISSING_NAME", "{body}");
    }
    let long = json!({"name": "x".repeat(256)}).to_string();
    for body in ["{", "", "[]", r#"{"name":1}"#, &long] {
        let answer = ada.send(keyward_testkit::actors::Method::POST, PATH, body.to_owned()).await.expect(400);
        assert_eq!(answer.text("error"), "INVALID_BODY", "{body}");
    }
}

#[tokio::test]
async fn the_preset_s_keys_have_flapjack_s_shape() {
    let server =
        Setup::sqlite().config(|config| config.issue.flapjack = "flapjack".parse().unwrap()).start().await;
    let ada = person(&server).await;
    let made = ada.post(PATH, &json!({"name": "Production"})).await.expect(201);
    let (key, prefix) = (made.text("key"), made.text("prefix"));
    let hex = key.strip_prefix("fj_live_").expect("the format");
    assert!(hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
    assert_eq!(prefix, format!("{}...", &key[..12]));
    let _ = server.holder_of(key).get("/v1/keys/whoami").await.expect(200);
}

#[tokio::test]
async fn another_organisation_is_forbidden() {
    let server = TestServer::sqlite().await;
    let ada = person(&server).await;
    let (own, other) = (ada.signed_in().text("tenant_id").to_owned(), server.text(server.stranger.tenant.id));
    let _ = ada.with("x-org-id", &own).get(PATH).await.expect(200);
    let _ = ada.get(&format!("{PATH}?orgId={own}")).await.expect(200);
    assert_eq!(ada.with("x-org-id", &other).get(PATH).await.expect(403).text("error"), "FORBIDDEN");
    assert_eq!(ada.get(&format!("{PATH}?orgId={other}")).await.expect(403).text("error"), "FORBIDDEN");
}
