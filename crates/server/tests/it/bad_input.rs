//! Input that nobody should send: told what is wrong with it, on every route that takes it. Never a 500, which the testkit checks.

use keyward_testkit::actors::{Caller, Method};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{asked_for_key, asked_for_secret, key, made_key};
use crate::on_both;

/// Every route that takes a JSON object.
const WITH_BODY: [(Method, &str); 13] = [
    (Method::POST, "/v1/keys"),
    (Method::POST, "/v1/keys/bulk"),
    (Method::POST, "/v1/keys/verify"),
    (Method::PATCH, "/v1/keys/{id}"),
    (Method::POST, "/v1/keys/{id}/rotate"),
    (Method::POST, "/v1/secrets/api/keys"),
    (Method::POST, "/v1/users"),
    (Method::POST, "/v1/customers"),
    (Method::POST, "/v1/portal/sessions"),
    (Method::POST, "/v1/events"),
    (Method::POST, "/v1/events/bulk"),
    (Method::POST, "/v1/events/query"),
    (Method::POST, "/v1/events/usage"),
];

#[tokio::test]
async fn a_body_that_is_no_json_object_is_told_so() {
    let server = TestServer::sqlite().await;
    let id = made_key(&server.admin(), json!({})).await.id().to_owned();
    let deep = "[".repeat(10_000);
    let bodies: [&[u8]; 11] = [
        b"{",
        b"nonsense",
        b"\"text\"",
        b"12",
        b"[]",
        b"[\"Test\", {\"external_id\": \"a\"}]",
        b"{} {}",
        b"{\"name\": \xff\xfe}",
        b"\0",
        b"<xml/>",
        deep.as_bytes(),
    ];
    for (method, path) in WITH_BODY {
        for body in bodies {
            let answer = server.admin().send(method.clone(), &path.replace("{id}", &id), body.to_vec()).await;
            let shown = String::from_utf8_lossy(&body[..body.len().min(20)]);
            assert_eq!(answer.status, 400, "{method} {path} {shown}: {answer:?}");
            assert_eq!(answer["code"], "validation_error", "{method} {path} {shown}");
        }
    }
}

#[tokio::test]
async fn half_a_surrogate_pair_is_no_text() {
    let server = TestServer::sqlite().await;
    let body = br#"{"name": "\ud800", "owner": {"external_id": "a"}}"#;
    server.admin().send(Method::POST, "/v1/keys", body.as_slice()).await.detail("body");
}

#[tokio::test]
async fn a_missing_body_is_told_so() {
    let server = TestServer::sqlite().await;
    for path in ["/v1/keys", "/v1/keys/bulk", "/v1/keys/verify", "/v1/secrets/api/keys", "/v1/users"] {
        server.admin().send(Method::POST, path, "").await.detail("body");
    }
}

#[tokio::test]
async fn a_field_of_another_type_is_named() {
    let server = TestServer::sqlite().await;
    for (more, field) in [
        (json!({"name": 1}), "name"),
        (json!({"name": null}), "name"),
        (json!({"owner": "customer-1"}), "owner"),
        (json!({"owner": {"external_id": 7}}), "owner.external_id"),
        (json!({"roles": "super_admin"}), "roles"),
        (json!({"permissions": [1]}), "permissions[0]"),
        (json!({"expires_at": 1_900_000_000}), "expires_at"),
        (json!({"ttl_seconds": "60"}), "ttl_seconds"),
        (json!({"ttl_seconds": 1.5}), "ttl_seconds"),
        (json!({"allowed_ips": {}}), "allowed_ips"),
        (json!({"metadata": "text"}), "metadata"),
        (json!({"metadata": []}), "metadata"),
    ] {
        asked_for_key(&server.admin(), more).await.detail(field);
    }
    server.admin().post("/v1/keys", &json!({"name": "Test"})).await.detail("owner");
    server.admin().post("/v1/keys", &json!({"owner": {"external_id": "a"}})).await.detail("name");
    server.admin().post("/v1/keys/verify", &json!({"key": 1})).await.detail("key");
    server
        .admin()
        .post("/v1/keys/bulk", &json!({"keys": [{"name": "a", "owner": {}}, 7]}))
        .await
        .detail("keys[1]");
}

#[tokio::test]
async fn every_field_at_fault_is_named_at_once() {
    let server = TestServer::sqlite().await;
    let more = json!({
        "name": "", "owner": {}, "roles": ["Not a role"], "permissions": ["nonsense"], "expires_at": "soon",
        "allowed_ips": ["10.0.0.0/8", "localhost"], "format": "no-such-format",
    });
    let mut answer = asked_for_key(&server.admin(), more).await;
    for field in ["name", "owner", "roles", "permissions[0]", "expires_at", "allowed_ips[1]", "format"] {
        answer = answer.detail(field);
    }
}

on_both! { names_have_bounds_and_any_letters odd_texts_are_kept_as_they_are nul_is_taken_nowhere }

async fn names_have_bounds_and_any_letters(server: &TestServer) {
    let admin = server.admin();
    for bad in [String::new(), " ".to_owned(), "a".repeat(256), "a\0b".to_owned(), "a\nb".to_owned()] {
        asked_for_key(&admin, json!({"name": bad})).await.detail("name");
        asked_for_secret(&admin, json!({"name": bad})).await.detail("name");
        asked_for_key(&admin, json!({"owner": {"external_id": bad}})).await.detail("owner.external_id");
        let machine = json!({"type": "service_account", "name": bad, "roles": ["event_reader"]});
        admin.post("/v1/users", &machine).await.detail("name");
        let key = made_key(&admin, json!({})).await;
        admin.patch(&format!("/v1/keys/{}", key.id()), &json!({"name": bad})).await.detail("name");
    }
    for good in
        ["a".to_owned(), "a".repeat(255), "🔑".repeat(255), "<b>'\"--;%_\\".to_owned(), "日本語".to_owned()]
    {
        let key = asked_for_key(&admin, json!({"name": good})).await.expect(201);
        let shown = admin.get(&format!("/v1/keys/{}", key.text("id"))).await.expect(200);
        assert_eq!(shown["name"], *good);
        let owned = asked_for_key(&admin, json!({"owner": {"external_id": good}})).await.expect(201);
        assert_eq!(owned["owner"]["external_id"], *good);
    }
}

async fn odd_texts_are_kept_as_they_are(server: &TestServer) {
    let admin = server.admin();
    for metadata in [
        json!({"nul": "a\0b", "\0": 1, "emoji": "🔑", "quote": "\"\\", "empty": ""}),
        json!({"number": 1e300, "negative": -1, "big": u64::MAX, "list": [[], {}, null, true]}),
        json!({}),
    ] {
        let key = made_key(&admin, json!({"metadata": metadata})).await;
        let shown = admin.get(&format!("/v1/keys/{}", key.id())).await.expect(200);
        assert_eq!(shown["metadata"], metadata);
        let facts = crate::given::verified(&admin, key.key(), json!({})).await.expect(200);
        assert_eq!(facts["metadata"], metadata);
    }
}

/// PostgreSQL keeps no NUL in a text, so one that got as far would be an error of the server's.
async fn nul_is_taken_nowhere(server: &TestServer) {
    let admin = server.admin();
    for query in [
        "prefix=%00",
        "prefix=kw%00",
        "external_id=a%00",
        "owner=key_%00",
        "role=%00",
        "sort=%00",
        "status=%00",
    ] {
        let answer = admin.get(&format!("/v1/keys?{query}")).await;
        assert!(answer.status == 400 || answer["items"] == json!([]), "{query}: {answer:?}");
    }
    for query in ["user_id=%00", "status=%00"] {
        let answer = admin.get(&format!("/v1/secrets/api/keys?{query}")).await;
        assert!(answer.status == 400 || answer["items"] == json!([]), "{query}: {answer:?}");
    }
    admin.get("/v1/keys/key_%00").await.error(404, "not_found");
    assert_eq!(crate::given::code_of(&admin, "a\0b").await, "NOT_FOUND");
    asked_for_secret(&admin, json!({"description": "a\0b"})).await.detail("description");
    asked_for_secret(&admin, json!({"service_account_id": "sa_\0"})).await.error(404, "not_found");
    asked_for_key(&admin, json!({"roles": ["\0"]})).await.detail("roles");
    asked_for_key(&admin, json!({"format": "\0"})).await.detail("format");
    let digest = "0".repeat(64);
    let row = key(json!({"digest": digest, "algorithm": "sha256", "display_id": "\0"}));
    let answer = admin.post("/v1/keys/import", &json!([row])).await.expect(200);
    assert!(answer["items"][0]["error"]["details"]["display_id"].is_string(), "{answer:?}");
}

#[tokio::test]
async fn metadata_is_bounded_in_size_and_depth() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let of_size = |size: usize| json!({"metadata": {"a": "x".repeat(size - r#"{"a":""}"#.len())}});
    let _ = asked_for_key(&admin, of_size(4096)).await.expect(201);
    asked_for_key(&admin, of_size(4097)).await.detail("metadata");
    let deep = format!(
        r#"{{"name":"Deep","owner":{{"external_id":"a"}},"metadata":{{"a":{}{}}}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    let rows = format!("[{deep}]");
    let bulk = format!(r#"{{"keys":[{deep}]}}"#);
    for (path, body) in [("/v1/keys", &deep), ("/v1/keys/bulk", &bulk)] {
        admin.send(Method::POST, path, body.clone()).await.error(400, "validation_error");
    }
    let imported = admin.send(Method::POST, "/v1/keys/import", rows).await.expect(200);
    assert_eq!(imported["failed"], 1);
    let verified = format!(r#"{{"key":"x","limits":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    admin.send(Method::POST, "/v1/keys/verify", verified).await.error(400, "validation_error");
}

#[tokio::test]
async fn unknown_members_are_passed_over() {
    let server = TestServer::sqlite().await;
    let _ = asked_for_key(&server.admin(), json!({"surprise": {"deep": [1, 2]}})).await.expect(201);
    let _ = server.admin().get("/v1/keys?surprise=1").await.expect(200);
}

#[tokio::test]
async fn an_id_of_another_kind_is_nobodys() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let key = made_key(&admin, json!({})).await;
    let person = server.text(server.home.admin.id);
    let body = key.id().strip_prefix("key_").unwrap();
    let long = format!("key_{}", "a".repeat(5000));
    let ids = [
        &person,
        body,
        &format!("user_{body}"),
        "key_",
        "1",
        "-1",
        "key_1",
        "..",
        "%2e%2e",
        "%F0%9F%94%91",
        &long,
    ];
    for id in ids {
        admin.get(&format!("/v1/keys/x{id}")).await.error(404, "not_found");
        let Value::Null = admin.delete(&format!("/v1/keys/{id}x")).await.error(404, "not_found")["details"]
        else {
            panic!("no field is at fault")
        };
    }
    asked_for_key(&admin, json!({"owner": {"user_id": key.id()}})).await.error(404, "not_found");
    asked_for_key(&admin, json!({"owner": {"customer_id": person}})).await.error(404, "not_found");
    asked_for_key(&admin, json!({"owner": {"service_account_id": key.id()}})).await.error(404, "not_found");
}

#[tokio::test]
async fn a_path_that_is_no_text_is_not_found() {
    let server = TestServer::sqlite().await;
    for path in ["/v1/keys/%FF", "/v1/secrets/api/keys/%FF%FE"] {
        server.admin().delete(path).await.error(404, "not_found");
    }
    let _ = server.admin().post("/v1/keys/%FF/rotate", &json!({})).await.error(404, "not_found");
}

#[tokio::test]
async fn a_parameter_sent_twice_is_told_so() {
    let server = TestServer::sqlite().await;
    for query in ["limit=1&limit=2", "status=active&status=revoked"] {
        let answer = server.admin().get(&format!("/v1/keys?{query}")).await;
        answer.error(400, "validation_error");
    }
}

/// Each list of the description, as far as a number can be written: an empty page, or one that is told to be too far.
#[tokio::test(flavor = "multi_thread")]
async fn however_far_a_page_is_nothing_breaks() {
    let server = TestServer::sqlite().await;
    let (key, person) = (server.admin(), server.operating_person().await);
    let document = serde_json::to_value(keyward_server::document()).unwrap();
    let mut asked = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let names = parameters.iter().filter_map(|one| one["name"].as_str());
        for name in names.filter(|name| ["offset", "page"].contains(name)) {
            let filled = path.replace("{id}", "1").replace("{slug}", "none");
            for far in [u32::MAX.into(), i64::MAX.unsigned_abs(), i64::MAX.unsigned_abs() + 1, u64::MAX] {
                let url = format!("{filled}?{name}={far}");
                let answer =
                    if path.starts_with("/api/") { person.get(&url).await } else { key.get(&url).await };
                assert!(answer.status < 500, "{url}: {}", answer.text);
            }
            asked.push(filled);
        }
    }
    assert!(asked.len() > 15, "{asked:?}");
}
