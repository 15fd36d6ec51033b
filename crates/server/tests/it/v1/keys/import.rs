use keyward_storage::customers;
use keyward_testkit::actors::{Caller, Method};
use keyward_testkit::server::{Setup, TestServer};
use keyward_token::Digest;
use serde_json::{Value, json};

use crate::given::{code_of, count_of_keys, key, merged, verified};
use crate::on_both;

const PATH: &str = "/v1/keys/import";

fn row(secret: &str, more: Value) -> Value {
    let digest = Digest::sha256(secret).to_hex();
    key(merged(json!({"digest": digest, "algorithm": "sha256"}), more))
}

/// Base64 of the secret's SHA-256 (RFC 4648), of `legacy-2`: `printf legacy-2 | openssl dgst -sha256 -binary | base64`.
const LEGACY_2: &str = "jZJGgecp71aduFlEomMFb9xXOJaNA9oBrX6/1z4aBbk=";

on_both! {
    an_array_and_lines_are_taken_alike
    a_row_at_fault_is_told_and_left_out
    a_row_at_fault_leaves_no_customer
    a_digest_exists_once
    an_imported_key_is_a_key_like_any_other
}

async fn an_array_and_lines_are_taken_alike(server: &TestServer) {
    let admin = server.admin();
    let array = json!([row("legacy-1", json!({})), row("", json!({"digest": LEGACY_2}))]);
    let answer = admin.post(PATH, &array).await.expect(200);
    assert_eq!((&answer["imported"], &answer["failed"]), (&json!(2), &json!(0)), "{answer:?}");
    let lines = format!("\n{}\r\n\n{}\n", row("legacy-3", json!({})), row("legacy-4", json!({})));
    let answer = admin.send(Method::POST, PATH, lines).await.expect(200);
    assert_eq!((&answer["imported"], &answer["failed"]), (&json!(2), &json!(0)), "{answer:?}");
    assert_eq!((&answer["items"][1]["index"], answer.of_items("id").len()), (&json!(1), 2));
    for secret in ["legacy-1", "legacy-2", "legacy-3", "legacy-4"] {
        assert_eq!(code_of(&admin, secret).await, "VALID", "{secret}");
    }
}

async fn a_row_at_fault_leaves_no_customer(server: &TestServer) {
    let admin = server.admin();
    let owned = |secret: &str, id: &str| row(secret, json!({"owner": {"external_id": id}}));
    let rows = json!([owned("once", "kept"), owned("once", "not-kept")]);
    let answer = admin.post(PATH, &rows).await.expect(200);
    assert_eq!((&answer["imported"], &answer["failed"]), (&json!(1), &json!(1)), "{answer:?}");
    let environment = server.home.development.id;
    let reader = server.authority().storage().reader();
    for (id, there) in [("kept", true), ("not-kept", false)] {
        let found = customers::find(&reader, environment, &id.parse().unwrap()).await.unwrap();
        assert_eq!(found.is_some(), there, "{id}");
    }
}

async fn a_row_at_fault_is_told_and_left_out(server: &TestServer) {
    let admin = server.admin();
    let before = count_of_keys(&admin).await;
    let bad = [
        (row("bad", json!({"digest": "nonsense"})), "digest"),
        (row("bad", json!({"digest": 1})), "digest"),
        (row("bad", json!({"digest": "00"})), "digest"),
        (row("bad", json!({"algorithm": "md5"})), "algorithm"),
        (row("bad", json!({"name": ""})), "name"),
        (row("bad", json!({"roles": ["no-such-role"]})), "roles"),
        (row("bad", json!({"expires_at": "2020-01-01T00:00:00Z"})), "expires_at"),
        (row("bad", json!({"owner": {}})), "owner"),
        (row("bad", json!({"format": "native"})), "format"),
        (row("bad", json!({"display_id": "x".repeat(33)})), "display_id"),
        (row("bad", json!({"limits": [{"name": "a", "limit": 0, "window_seconds": 1}]})), "limits[0].limit"),
        (json!({"digest": "00", "algorithm": "sha256", "owner": {}}), "name"),
    ];
    let mut rows = vec![row("first", json!({}))];
    rows.extend(bad.iter().map(|(row, _)| row.clone()));
    rows.push(row("last", json!({})));
    let answer = admin.post(PATH, &Value::from(rows)).await.expect(200);
    assert_eq!((&answer["imported"], &answer["failed"]), (&json!(2), &json!(bad.len())), "{answer:?}");
    for (index, (_, field)) in (1..).zip(&bad) {
        let item = &answer["items"][index];
        assert_eq!(item["error"]["code"], "validation_error", "{item}");
        assert!(item["error"]["details"][*field].is_string(), "{field}: {item}");
        assert_eq!(item["id"], Value::Null);
    }
    assert_eq!(count_of_keys(&admin).await, before + 2);
    assert_eq!(code_of(&admin, "last").await, "VALID");
    let lines = format!("{}\nnonsense\n{{}}\n", row("line", json!({})));
    let answer = admin.send(Method::POST, PATH, lines).await.expect(200);
    assert_eq!((&answer["imported"], &answer["failed"]), (&json!(1), &json!(2)));
}

async fn a_digest_exists_once(server: &TestServer) {
    let admin = server.admin();
    let rows = json!([row("twin", json!({})), row("twin", json!({})), row("single", json!({}))]);
    let answer = admin.post(PATH, &rows).await.expect(200);
    assert_eq!((&answer["imported"], &answer["failed"]), (&json!(2), &json!(1)));
    assert_eq!(answer["items"][1]["error"]["code"], "already_exists");
    assert_eq!(answer["items"][1]["error"]["http_status_code"], 409);
    let again = admin.post(PATH, &rows).await.expect(200);
    assert_eq!((&again["imported"], &again["failed"]), (&json!(0), &json!(3)));
    let others = server.stranger().post(PATH, &json!([row("twin", json!({}))])).await.expect(200);
    assert_eq!(others["items"][0]["error"]["code"], "already_exists");
    assert_eq!(code_of(&admin, "twin").await, "VALID");
}

async fn an_imported_key_is_a_key_like_any_other(server: &TestServer) {
    let admin = server.admin();
    let more = json!({
        "name": "Legacy", "display_id": "leg***cy", "permissions": ["documents:read"], "metadata": {"old": true},
        "expires_at": "2027-01-31T09:00:00Z",
    });
    let answer = admin.post(PATH, &json!([row("legacy", more)])).await.expect(200);
    let id = answer["items"][0]["id"].as_str().unwrap();
    let shown = admin.get(&format!("/v1/keys/{id}")).await.expect(200);
    assert_eq!((shown.text("display_id"), shown.text("format")), ("leg***cy", "imported"));
    let facts = verified(&admin, "legacy", json!({"permissions": "documents:read"})).await.expect(200);
    assert_eq!((facts.text("code"), facts.text("key_id")), ("VALID", id));
    assert_eq!(facts["metadata"], json!({"old": true}));
    let _ = server.holder_of("legacy").get("/v1/keys/whoami").await.expect(200);
    let _ = admin.delete(&format!("/v1/keys/{id}")).await.expect(204);
    assert_eq!(code_of(&admin, "legacy").await, "REVOKED");
}

#[tokio::test]
async fn nobody_imports_a_key_that_may_do_more_than_they() {
    let server = TestServer::sqlite().await;
    let (_, manager) = server.machine(&["key_manager"]).await;
    let answer =
        manager.post(PATH, &json!([row("strong", json!({"roles": ["super_admin"]}))])).await.expect(200);
    assert_eq!(answer["items"][0]["error"]["code"], "permission_denied");
    assert_eq!(code_of(&server.admin(), "strong").await, "NOT_FOUND");
}

#[tokio::test]
async fn an_import_is_not_empty_and_bounded() {
    let server = Setup::sqlite().policy(|policy| policy.max_import = 2).start().await;
    for body in ["[]", "", "\n\n"] {
        server.admin().send(Method::POST, PATH, body).await.detail("keys");
    }
    let rows: Vec<_> = ["a", "b", "c"].map(|secret| row(secret, json!({}))).into();
    server.admin().post(PATH, &Value::from(rows)).await.detail("keys");
    server.admin().send(Method::POST, PATH, "[{}").await.detail("body");
}

#[tokio::test]
async fn ten_thousand_rows_are_imported_at_once() {
    let server = TestServer::sqlite().await;
    let rows = (0..10_000).map(|index| format!("{}\n", row(&format!("legacy-{index}"), json!({}))));
    let lines: String = rows.collect();
    let answer = server.admin().send(Method::POST, PATH, lines.clone()).await.expect(200);
    assert_eq!((&answer["imported"], &answer["failed"]), (&json!(10_000), &json!(0)));
    assert_eq!(code_of(&server.admin(), "legacy-9999").await, "VALID");
    let one_more = format!("{lines}{}", row("one more", json!({})));
    server.admin().send(Method::POST, PATH, one_more).await.detail("keys");
}
