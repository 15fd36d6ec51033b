use std::time::Duration;

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::given::{UNKNOWN_KEY, made_key, verified};
use crate::on_both;

on_both! {
    answers_are_counted_by_code_and_time
    counts_outlive_changes_of_the_key
}

async fn answers_are_counted_by_code_and_time(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({"permissions": ["a:read"]})).await;
    let other = made_key(&admin, json!({})).await;
    let path = format!("/v1/keys/{}/usage", key.id());
    let ask = async |permissions: &str, times: usize| {
        for _ in 0..times {
            let _ = verified(&admin, key.key(), json!({"permissions": permissions})).await.expect(200);
        }
        server.authority().flush_uses().await.unwrap();
    };
    ask("a:read", 3).await;
    ask("a:write", 2).await;
    ask("a:read", 1).await;
    server.clock.advance(Duration::from_hours(1));
    ask("a:read", 5).await;
    server.clock.advance(Duration::from_hours(24));
    ask("a:write", 1).await;
    let _ = verified(&admin, UNKNOWN_KEY, json!({})).await.expect(200);
    server.authority().flush_uses().await.unwrap();

    let both = json!({"VALID": 4, "INSUFFICIENT_PERMISSIONS": 2});
    let hours = admin.get(&format!("{path}?from=2026-01-14T12:00:00Z")).await.expect(200);
    let expected = json!([
        {"start": "2026-01-14T12:00:00Z", "outcomes": both},
        {"start": "2026-01-14T13:00:00Z", "outcomes": {"VALID": 5}},
        {"start": "2026-01-15T13:00:00Z", "outcomes": {"INSUFFICIENT_PERMISSIONS": 1}},
    ]);
    assert_eq!(hours["items"], expected);
    assert_eq!(hours["total"], json!({"VALID": 9, "INSUFFICIENT_PERMISSIONS": 3}));
    assert_eq!((hours.text("key_id"), hours.text("interval")), (key.id(), "hour"));
    let some =
        admin.get(&format!("{path}?from=2026-01-14T13:30:00Z&to=2026-01-15T13:00:00Z")).await.expect(200);
    assert_eq!(some["items"], json!([expected[1]]), "the hour in which it begins is told whole");
    let days = admin.get(&format!("{path}?interval=day")).await.expect(200);
    assert_eq!(days["items"][0]["start"], "2026-01-14T00:00:00Z");
    assert_eq!(days["items"][0]["outcomes"], json!({"VALID": 9, "INSUFFICIENT_PERMISSIONS": 2}));
    assert_eq!(days["items"][1]["start"], "2026-01-15T00:00:00Z");
    let months = admin.get(&format!("{path}?interval=month")).await.expect(200);
    assert_eq!(months["items"], json!([{"start": "2026-01-01T00:00:00Z", "outcomes": hours["total"]}]));
    let unused = admin.get(&format!("/v1/keys/{}/usage", other.id())).await.expect(200);
    assert_eq!((&unused["items"], &unused["total"]), (&json!([]), &json!({})));
}

async fn counts_outlive_changes_of_the_key(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({})).await;
    let path = format!("/v1/keys/{}", key.id());
    for name in ["a", "b", "c"] {
        let _ = verified(&admin, key.key(), json!({})).await.expect(200);
        let _ = admin.patch(&path, &json!({"name": name})).await.expect(200);
    }
    let _ = admin.delete(&path).await.expect(204);
    let _ = verified(&admin, key.key(), json!({})).await.expect(200);
    server.authority().flush_uses().await.unwrap();
    let usage = admin.get(&format!("{path}/usage")).await.expect(200);
    assert_eq!(usage["total"], json!({"VALID": 3, "REVOKED": 1}));
}

#[tokio::test]
async fn bad_questions_are_named() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let path = format!("/v1/keys/{}/usage", made_key(&admin, json!({})).await.id());
    for (query, field) in [
        ("interval=year", "interval"),
        ("from=yesterday", "from"),
        ("to=<string>", "to"),
        ("from=2026-02-01T00:00:00Z", "from"),
        ("from=2020-01-01T00:00:00Z", "from"),
        ("interval=day&from=2020-01-01T00:00:00Z", "from"),
        ("interval=month&from=0001-01-01T00:00:00Z", "from"),
    ] {
        admin.get(&format!("{path}?{query}")).await.detail(field);
    }
    for elsewhere in [server.admin_in_production(), server.stranger()] {
        elsewhere.get(&path).await.error(404, "not_found");
    }
}
