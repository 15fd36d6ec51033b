//! Credits: kept durably, spent by checks.

use std::time::Duration;

use keyward_testkit::actors::Caller;
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};

use crate::given::{asked_for_key, made_key, verified};
use crate::on_both;

on_both! {
    credits_are_kept_as_they_were_given
    what_is_there_is_spent_and_not_one_more
    a_refused_check_spends_nothing
    a_rotated_key_spends_from_the_same_account
    a_patch_sets_another_balance
    a_refill_comes_in_time
    what_was_not_spent_is_given_back
    at_once_exactly_what_there_is_is_spent
}

/// The code and what is left.
async fn spent(admin: &impl Caller, key: &str, cost: u64) -> (String, u64) {
    let answer = verified(admin, key, json!({"cost": cost})).await.expect(200);
    (answer.text("code").to_owned(), answer["credits_remaining"].as_u64().unwrap())
}

fn told(code: &str, left: u64) -> (String, u64) {
    (code.to_owned(), left)
}

async fn credits_are_kept_as_they_were_given(server: &TestServer) {
    let admin = server.admin();
    for credits in [
        json!({"remaining": 0}),
        json!({"remaining": 1000, "refill": {"amount": 1000, "interval": "daily"}}),
        json!({"remaining": 1_000_000_000_000_000_u64, "refill": {"amount": 5, "interval": "monthly", "day": 31}}),
    ] {
        let made = asked_for_key(&admin, json!({"credits": credits})).await.expect(201);
        assert_eq!(made["credits"], credits);
        let path = format!("/v1/keys/{}", made.text("id"));
        assert_eq!(admin.get(&path).await.expect(200)["credits"], credits);
        let rotated = admin.post(&format!("{path}/rotate"), &json!({"grace_seconds": 60})).await.expect(201);
        assert_eq!(rotated["credits"], credits);
        let list = admin.get("/v1/keys?limit=1").await.expect(200);
        assert_eq!(list["items"][0]["credits"], credits);
        assert_eq!(admin.patch(&path, &json!({"credits": null})).await.expect(200)["credits"], Value::Null);
    }
    let without = asked_for_key(&admin, json!({"credits": null})).await.expect(201);
    assert_eq!(without["credits"], Value::Null);
    let answer = verified(&admin, without.text("api_key"), json!({})).await.expect(200);
    assert_eq!(answer["credits_remaining"], Value::Null);
}

async fn what_is_there_is_spent_and_not_one_more(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({"credits": {"remaining": 250}})).await;
    let path = format!("/v1/keys/{}", key.id());
    for (cost, expected) in [
        (0, told("VALID", 250)),
        (1, told("VALID", 249)),
        (200, told("VALID", 49)),
        (50, told("CREDITS_EXHAUSTED", 49)),
        (49, told("VALID", 0)),
        (1, told("CREDITS_EXHAUSTED", 0)),
        (0, told("VALID", 0)),
    ] {
        assert_eq!(spent(&admin, key.key(), cost).await, expected);
        assert_eq!(admin.get(&path).await.expect(200)["credits"]["remaining"], expected.1);
    }
}

async fn a_refused_check_spends_nothing(server: &TestServer) {
    let admin = server.admin();
    let more = json!({
        "credits": {"remaining": 10},
        "limits": [{"name": "a", "limit": 3, "window_seconds": 60}],
        "permissions": ["a:read"],
    });
    let key = made_key(&admin, more).await;
    let code = async |question: Value| {
        verified(&admin, key.key(), question).await.expect(200).text("code").to_owned()
    };
    assert_eq!(code(json!({"permissions": "a:write"})).await, "INSUFFICIENT_PERMISSIONS");
    assert_eq!(spent(&admin, key.key(), 4).await, told("RATE_LIMITED", 10));
    assert_eq!(spent(&admin, key.key(), 11).await, told("CREDITS_EXHAUSTED", 10), "before the limit");
    verified(&admin, key.key(), json!({"limits": [{"name": "what"}]})).await.detail("limits[0].name");
    assert_eq!(spent(&admin, key.key(), 3).await, told("VALID", 7));
    let answer = verified(&admin, key.key(), json!({"cost": 8})).await.expect(200);
    assert_eq!((answer.text("code"), &answer["limits"][0]["remaining"]), ("CREDITS_EXHAUSTED", &json!(0)));
}

async fn a_rotated_key_spends_from_the_same_account(server: &TestServer) {
    let admin = server.admin();
    let old = made_key(&admin, json!({"credits": {"remaining": 10}})).await;
    assert_eq!(spent(&admin, old.key(), 1).await, told("VALID", 9));
    let path = format!("/v1/keys/{}/rotate", old.id());
    let new = admin.post(&path, &json!({"grace_seconds": 60})).await.expect(201);
    assert_eq!(new["credits"]["remaining"], 9);
    let new = keyward_testkit::actors::KeyHolder::of(&admin, &new);
    assert_eq!(spent(&admin, new.key(), 2).await, told("VALID", 7));
    assert_eq!(spent(&admin, old.key(), 7).await, told("VALID", 0));
    for key in [&old, &new] {
        assert_eq!(spent(&admin, key.key(), 1).await, told("CREDITS_EXHAUSTED", 0));
    }
    // What one of them is given, the other has.
    let credits = json!({"credits": {"remaining": 3}});
    let _ = admin.patch(&format!("/v1/keys/{}", new.id()), &credits).await.expect(200);
    assert_eq!(spent(&admin, old.key(), 2).await, told("VALID", 1));
    assert_eq!(spent(&admin, new.key(), 2).await, told("CREDITS_EXHAUSTED", 1));
}

async fn a_patch_sets_another_balance(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({"credits": {"remaining": 1000}})).await;
    let path = format!("/v1/keys/{}", key.id());
    assert_eq!(spent(&admin, key.key(), 1).await, told("VALID", 999));
    for balance in [5, 0, 7] {
        let patched = admin.patch(&path, &json!({"credits": {"remaining": balance}})).await.expect(200);
        assert_eq!(patched["credits"], json!({"remaining": balance}));
        assert_eq!(
            spent(&admin, key.key(), 0).await,
            told("VALID", balance),
            "nothing of the old lease is left"
        );
        assert_eq!(spent(&admin, key.key(), balance + 1).await, told("CREDITS_EXHAUSTED", balance));
        assert_eq!(spent(&admin, key.key(), balance).await, told("VALID", 0));
    }
    let _ = admin.patch(&path, &json!({"name": "Same"})).await.expect(200);
    assert_eq!(spent(&admin, key.key(), 1).await, told("CREDITS_EXHAUSTED", 0));
    let _ = admin.patch(&path, &json!({"credits": null})).await.expect(200);
    let answer = verified(&admin, key.key(), json!({})).await.expect(200);
    assert_eq!((answer.text("code"), &answer["credits_remaining"]), ("VALID", &Value::Null));
    let _ = admin.patch(&path, &json!({"credits": {"remaining": 1}})).await.expect(200);
    assert_eq!(spent(&admin, key.key(), 1).await, told("VALID", 0));
}

async fn a_refill_comes_in_time(server: &TestServer) {
    let admin = server.admin();
    let credits = json!({"remaining": 2, "refill": {"amount": 10, "interval": "daily"}});
    let key = made_key(&admin, json!({"credits": credits})).await;
    assert_eq!(spent(&admin, key.key(), 2).await, told("VALID", 0));
    // The clock stands at noon.
    server.clock.advance(Duration::from_secs(12 * 3600 - 1));
    assert_eq!(spent(&admin, key.key(), 1).await, told("CREDITS_EXHAUSTED", 0));
    server.clock.advance(Duration::from_secs(1));
    assert_eq!(spent(&admin, key.key(), 1).await, told("VALID", 9));
    assert_eq!(spent(&admin, key.key(), 9).await, told("VALID", 0));
    assert_eq!(spent(&admin, key.key(), 1).await, told("CREDITS_EXHAUSTED", 0));
    server.clock.advance(Duration::from_hours(72));
    let shown = admin.get(&format!("/v1/keys/{}", key.id())).await.expect(200);
    assert_eq!(shown["credits"]["remaining"], 10, "once, however many were missed");
    assert_eq!(spent(&admin, key.key(), 1).await, told("VALID", 9));
}

async fn what_was_not_spent_is_given_back(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({"credits": {"remaining": 1000}})).await;
    assert_eq!(spent(&admin, key.key(), 1).await, told("VALID", 999));
    let other = Setup::beside(server).start().await;
    let look = format!("/v1/keys/{}", key.id());
    assert_eq!(other.admin().get(&look).await.expect(200)["credits"]["remaining"], 900, "a block is out");
    for _ in ["given back", "nothing more to give back"] {
        server.authority().return_credits().await.unwrap();
        assert_eq!(other.admin().get(&look).await.expect(200)["credits"]["remaining"], 999);
    }
    assert_eq!(spent(&other.admin(), key.key(), 900).await, told("VALID", 99));
    assert_eq!(spent(&admin, key.key(), 99).await.0, "VALID");
    assert_eq!(spent(&admin, key.key(), 1).await.0, "CREDITS_EXHAUSTED");
}

async fn at_once_exactly_what_there_is_is_spent(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({"credits": {"remaining": 333}})).await;
    let other = Setup::beside(server).start().await;
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..32 {
        // On SQLite there is one instance in life; here two, which makes it harder.
        let admin = if task % 2 == 0 { admin.clone() } else { other.admin() };
        let key = key.key().to_owned();
        tasks.spawn(async move {
            let mut passed = 0;
            for _ in 0..15 {
                passed += u64::from(verified(&admin, &key, json!({})).await.expect(200)["code"] == "VALID");
            }
            passed
        });
    }
    let passed: u64 = tasks.join_all().await.into_iter().sum();
    for instance in [server, &other] {
        instance.authority().return_credits().await.unwrap();
    }
    let left = admin.get(&format!("/v1/keys/{}", key.id())).await.expect(200);
    assert_eq!(passed + left["credits"]["remaining"].as_u64().unwrap(), 333);
    assert!(passed > 200, "{passed}");
}

#[tokio::test]
async fn bad_credits_are_named() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let path = format!("/v1/keys/{}", made_key(&admin, json!({})).await.id());
    let refill = |amount: i64, interval: &str, day: Value| json!({"remaining": 1, "refill": {"amount": amount, "interval": interval, "day": day}});
    for (credits, field) in [
        (json!({"remaining": -1}), "credits.remaining"),
        (json!({"remaining": 1_000_000_000_000_001_u64}), "credits.remaining"),
        (json!({"remaining": 1.5}), "credits.remaining"),
        (json!({}), "credits.remaining"),
        (refill(-1, "daily", json!(null)), "credits.refill.amount"),
        (refill(1, "weekly", json!(null)), "credits.refill.interval"),
        (refill(1, "daily", json!(1)), "credits.refill.day"),
        (refill(1, "monthly", json!(0)), "credits.refill.day"),
        (refill(1, "monthly", json!(32)), "credits.refill.day"),
        (json!(5), "credits"),
    ] {
        asked_for_key(&admin, json!({"credits": credits})).await.detail(field);
        admin.patch(&path, &json!({"credits": credits})).await.detail(field);
    }
}
