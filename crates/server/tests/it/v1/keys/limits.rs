//! Limits: kept on the key, taken from by checks.

use std::time::Duration;

use keyward_testkit::actors::{Answer, Caller};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{asked_for_key, made_key, verified};
use crate::on_both;

on_both! {
    limits_are_kept_as_they_were_given
    never_more_than_the_limit_in_a_window
    a_patch_changes_the_limit_and_keeps_the_count
    a_rotated_key_has_no_second_limit
    keys_of_an_owner_may_share_a_limit
}

fn limit(name: &str, limit: u64, seconds: u64) -> Value {
    json!({"name": name, "limit": limit, "window_seconds": seconds})
}

/// What is left of each limit, by its name.
fn left(answer: &Answer) -> Vec<(&str, u64)> {
    let limits = answer["limits"].as_array().unwrap();
    limits.iter().map(|it| (it["name"].as_str().unwrap(), it["remaining"].as_u64().unwrap())).collect()
}

async fn limits_are_kept_as_they_were_given(server: &TestServer) {
    let admin = server.admin();
    let given = json!([
        {"name": "requests", "limit": 100, "window_seconds": 60},
        {"name": "exports", "limit": 4_000_000_000_u64, "window_seconds": 31_536_000, "auto": false, "scope": "owner"},
    ]);
    let kept = json!([
        {"name": "requests", "limit": 100, "window_seconds": 60, "auto": true, "scope": "key"},
        {"name": "exports", "limit": 4_000_000_000_u64, "window_seconds": 31_536_000, "auto": false, "scope": "owner"},
    ]);
    let made = asked_for_key(&admin, json!({"limits": given})).await.expect(201);
    assert_eq!(made["limits"], kept);
    let path = format!("/v1/keys/{}", made.text("id"));
    assert_eq!(admin.get(&path).await.expect(200)["limits"], kept);
    let rotated = admin.post(&format!("{path}/rotate"), &json!({"grace_seconds": 60})).await.expect(201);
    assert_eq!(rotated["limits"], kept);
    for empty in [json!(null), json!([])] {
        let _ = admin.patch(&path, &json!({"limits": given})).await.expect(200);
        assert_eq!(admin.patch(&path, &json!({"name": "Same"})).await.expect(200)["limits"], kept);
        assert_eq!(admin.patch(&path, &json!({"limits": empty})).await.expect(200)["limits"], json!([]));
    }
}

async fn never_more_than_the_limit_in_a_window(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({"limits": [limit("a", 3, 60), limit("b", 100, 3600)]})).await;
    let ask = async |more: Value| verified(&admin, key.key(), more).await.expect(200);
    let first = ask(json!({})).await;
    // The slot of the clock's time begins with it.
    let expected = json!([
        {"name": "a", "limit": 3, "remaining": 2, "reset_at": "2026-01-14T12:01:03.75Z", "exceeded": false},
        {"name": "b", "limit": 100, "remaining": 99, "reset_at": "2026-01-14T13:03:45Z", "exceeded": false},
    ]);
    assert_eq!((&first["code"], &first["limits"]), (&json!("VALID"), &expected));
    assert_eq!(left(&ask(json!({"cost": 0})).await), [("a", 2), ("b", 99)], "a look takes nothing");
    assert_eq!(left(&ask(json!({"cost": 2})).await), [("a", 0), ("b", 97)]);
    let refused = ask(json!({})).await;
    assert_eq!((&refused["valid"], &refused["code"]), (&json!(false), &json!("RATE_LIMITED")));
    assert_eq!(left(&refused), [("a", 0), ("b", 97)], "all or none");
    assert_eq!(refused["limits"][0]["exceeded"], true);
    assert_eq!(refused["limits"][1]["exceeded"], false);
    assert_eq!(ask(json!({"cost": 0})).await["code"], "VALID");
    // An earlier reason is told before it, and takes nothing.
    assert_eq!(ask(json!({"permissions": "a:a"})).await["code"], "INSUFFICIENT_PERMISSIONS");
    server.clock.advance(Duration::from_mins(1));
    assert_eq!(ask(json!({})).await["code"], "RATE_LIMITED");
    server.clock.advance(Duration::from_millis(3750));
    assert_eq!(left(&ask(json!({"cost": 3})).await), [("a", 0), ("b", 94)]);
}

async fn a_patch_changes_the_limit_and_keeps_the_count(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({"limits": [limit("a", 3, 60)]})).await;
    let path = format!("/v1/keys/{}", key.id());
    assert_eq!(left(&verified(&admin, key.key(), json!({"cost": 3})).await.expect(200)), [("a", 0)]);
    for (most, remaining) in [(5, 2), (1, 0), (4, 1)] {
        let _ = admin.patch(&path, &json!({"limits": [limit("a", most, 60)]})).await.expect(200);
        let look = verified(&admin, key.key(), json!({"cost": 0})).await.expect(200);
        assert_eq!(left(&look), [("a", remaining)]);
    }
}

async fn a_rotated_key_has_no_second_limit(server: &TestServer) {
    let admin = server.admin();
    let first = asked_for_key(&admin, json!({"limits": [limit("a", 3, 60)]})).await.expect(201);
    let mut keys = vec![(first.text("id").to_owned(), first.text("api_key").to_owned())];
    for _ in 0..2 {
        let path = format!("/v1/keys/{}/rotate", keys.last().unwrap().0);
        let next = admin.post(&path, &json!({"grace_seconds": 60})).await.expect(201);
        keys.push((next.text("id").to_owned(), next.text("api_key").to_owned()));
    }
    for (left_over, (_, key)) in [2, 1, 0].into_iter().zip(&keys) {
        assert_eq!(left(&verified(&admin, key, json!({})).await.expect(200)), [("a", left_over)]);
    }
    for (_, key) in &keys {
        assert_eq!(verified(&admin, key, json!({})).await.expect(200)["code"], "RATE_LIMITED");
    }
}

async fn keys_of_an_owner_may_share_a_limit(server: &TestServer) {
    let admin = server.admin();
    let shared = json!([{"name": "a", "limit": 3, "window_seconds": 60, "scope": "owner"}]);
    let made = async |owner: &str| {
        made_key(&admin, json!({"owner": {"external_id": owner}, "limits": shared})).await
    };
    let (one, other, stranger) = (made("acme").await, made("acme").await, made("umbrella").await);
    for (key, remaining) in [(&one, 2), (&other, 1), (&stranger, 2), (&one, 0)] {
        assert_eq!(left(&verified(&admin, key.key(), json!({})).await.expect(200)), [("a", remaining)]);
    }
    assert_eq!(verified(&admin, other.key(), json!({})).await.expect(200)["code"], "RATE_LIMITED");
}

#[tokio::test]
async fn a_check_may_name_limits_and_make_some_up() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let exports = json!({"name": "exports", "limit": 2, "window_seconds": 60, "auto": false});
    let key = made_key(&admin, json!({"limits": [limit("a", 10, 60), exports]})).await;
    let ask = async |limits: Value| verified(&admin, key.key(), json!({"limits": limits})).await.expect(200);
    assert_eq!(left(&ask(json!([])).await), [("a", 9)]);
    assert_eq!(left(&ask(json!([{"name": "exports", "cost": 2}])).await), [("a", 8), ("exports", 0)]);
    let login = json!([{"name": "login", "limit": 1, "window_seconds": 60}]);
    assert_eq!(left(&ask(login.clone()).await), [("a", 7), ("login", 0)]);
    assert_eq!(ask(login).await["code"], "RATE_LIMITED");
    let unknown = json!({"limits": [{"name": "exports"}, {"name": "what"}]});
    verified(&admin, key.key(), unknown.clone()).await.detail("limits[1].name");
    assert_eq!(left(&ask(json!([])).await), [("a", 6)], "and that took nothing");
    // Of a key that does not exist nothing is said.
    assert_eq!(verified(&admin, "x", unknown).await.expect(200)["code"], "NOT_FOUND");
}

#[tokio::test]
async fn bad_limits_are_named() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let path = format!("/v1/keys/{}", made_key(&admin, json!({})).await.id());
    let many = |count: usize| (0..count).map(|n| limit(&format!("n{n}"), 1, 1)).collect::<Vec<_>>();
    for (limits, field) in [
        (json!([limit("a", 0, 60)]), "limits[0].limit"),
        (json!([limit("a", 4_000_000_001, 60)]), "limits[0].limit"),
        (json!([limit("a", 1, 0)]), "limits[0].window_seconds"),
        (json!([limit("a", 1, 315_360_000)]), "limits[0].window_seconds"),
        (json!([limit("a", 1, 1), limit("B", 1, 1)]), "limits[1].name"),
        (json!([limit("a", 1, 1), limit("a", 2, 2)]), "limits[1]"),
        (json!([{"name": "a", "limit": 1, "window_seconds": 1, "scope": "tenant"}]), "limits[0].scope"),
        (json!([{"name": "a", "limit": 1.5, "window_seconds": 1}]), "limits[0].limit"),
        (json!([{"name": "a", "limit": 1}]), "limits[0].window_seconds"),
        (json!(many(21)), "limits"),
        (json!("many"), "limits"),
    ] {
        asked_for_key(&admin, json!({"limits": limits})).await.detail(field);
        admin.patch(&path, &json!({"limits": limits})).await.detail(field);
    }
    let _ = asked_for_key(&admin, json!({"limits": many(20)})).await.expect(201);
}

#[tokio::test]
async fn bad_questions_are_named_and_take_nothing() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let key = made_key(&admin, json!({"limits": [limit("a", 9, 60)]})).await;
    let named = |more: Value| json!({"limits": [crate::given::merged(json!({"name": "b"}), more)]});
    let many: Vec<_> =
        (0..21).map(|n| json!({"name": format!("n{n}"), "limit": 1, "window_seconds": 1})).collect();
    for (question, field) in [
        (json!({"cost": -1}), "cost"),
        (json!({"cost": 1.5}), "cost"),
        (json!({"cost": 1_000_000_001}), "cost"),
        (json!({"cost": "1"}), "cost"),
        (named(json!({"name": ""})), "limits[0].name"),
        (named(json!({"cost": -1})), "limits[0].cost"),
        (named(json!({"limit": 1})), "limits[0].window_seconds"),
        (named(json!({"window_seconds": 1})), "limits[0].limit"),
        (named(json!({"limit": 0, "window_seconds": 1})), "limits[0].limit"),
        (named(json!({"limit": 1, "window_seconds": 315_360_000})), "limits[0].window_seconds"),
        (json!({"limits": [{"name": "a"}, {"name": "a"}]}), "limits[1].name"),
        (json!({"limits": many}), "limits"),
    ] {
        verified(&admin, key.key(), question).await.detail(field);
    }
    assert_eq!(left(&verified(&admin, key.key(), json!({"cost": 0})).await.expect(200)), [("a", 9)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_once_no_more_than_the_limit_pass() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let key = made_key(&admin, json!({"limits": [limit("a", 100, 60)]})).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let (admin, key) = (admin.clone(), key.key().to_owned());
        tasks.spawn(async move {
            let mut passed = 0;
            for _ in 0..4 {
                passed += usize::from(verified(&admin, &key, json!({})).await.expect(200)["code"] == "VALID");
            }
            passed
        });
    }
    assert_eq!(tasks.join_all().await.into_iter().sum::<usize>(), 100);
}
