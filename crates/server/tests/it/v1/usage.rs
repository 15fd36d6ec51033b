//! `/v1/usage` (contract v1, part 6).

use std::time::Duration;

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{UNKNOWN_KEY, made_key, verified};
use crate::on_both;

on_both! {
    all_keys_are_counted_together_with_what_was_not_found
    the_busiest_keys_owners_and_customers_are_told
    days_past_their_time_are_forgotten
    hours_long_past_are_told_as_their_day
}

/// Asks about a key so many times.
async fn ask(server: &TestServer, key: &str, permissions: &str, times: usize) {
    for _ in 0..times {
        let _ = verified(&server.admin(), key, json!({"permissions": permissions})).await.expect(200);
    }
}

async fn all_keys_are_counted_together_with_what_was_not_found(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({"permissions": ["a:read"]})).await;
    let other = made_key(&admin, json!({})).await;
    ask(server, key.key(), "a:read", 3).await;
    ask(server, other.key(), "a:read", 2).await;
    ask(server, UNKNOWN_KEY, "a:read", 2).await;
    // Malformed: its checksum is not its own.
    ask(server, &format!("{UNKNOWN_KEY}x"), "a:read", 1).await;
    server.authority().flush_uses().await.unwrap();
    server.clock.advance(Duration::from_hours(1));
    ask(server, key.key(), "a:read", 1).await;
    server.authority().flush_uses().await.unwrap();

    let usage = admin.get("/v1/usage/keys?from=2026-01-14T12:00:00Z").await.expect(200);
    // The admin's own calls count, too: 2 keys were made and 9 questions asked, one of them in the second hour.
    let first = json!({"VALID": 3 + 10, "INSUFFICIENT_PERMISSIONS": 2, "NOT_FOUND": 3});
    let expected = json!({
        "group_by": "outcome", "interval": "hour", "from": "2026-01-14T12:00:00Z", "to": "2026-01-14T14:00:00Z",
        "total": {"VALID": 4 + 11, "INSUFFICIENT_PERMISSIONS": 2, "NOT_FOUND": 3},
        "items": [
            {"start": "2026-01-14T12:00:00Z", "outcomes": first},
            {"start": "2026-01-14T13:00:00Z", "outcomes": {"VALID": 1 + 1}},
        ],
        "groups": [],
    });
    assert_eq!(usage.json, expected);
    for interval in ["day", "month"] {
        let usage = admin.get(&format!("/v1/usage/keys?interval={interval}")).await.expect(200);
        assert_eq!((usage["items"].as_array().map(Vec::len), &usage["total"]), (Some(1), &expected["total"]));
    }
    for elsewhere in [server.admin_in_production(), server.stranger()] {
        let usage = elsewhere.get("/v1/usage/keys?interval=month&group_by=key").await.expect(200);
        assert_eq!(
            [&usage["total"], &usage["items"], &usage["groups"]],
            [&json!({}), &json!([]), &json!([])]
        );
    }
}

async fn the_busiest_keys_owners_and_customers_are_told(server: &TestServer) {
    let admin = server.admin();
    let of = async |customer: &str, name: &str| {
        made_key(&admin, json!({"name": name, "owner": {"external_id": customer}})).await
    };
    let (one, two, three) = (of("acme", "one").await, of("acme", "two").await, of("umbrella", "three").await);
    let (account, _) = server.machine(&["key_verifier"]).await;
    let machine = made_key(&admin, json!({"owner": {"service_account_id": account}})).await;
    for (key, times) in [(&one, 2), (&two, 2), (&three, 3), (&machine, 1)] {
        ask(server, key.key(), "a:read", times).await;
    }
    server.authority().flush_uses().await.unwrap();
    let told = async |query: &str| {
        let usage = admin.get(&format!("/v1/usage/keys?{query}")).await.expect(200);
        usage["groups"].as_array().unwrap().clone()
    };
    let keys = told("group_by=key").await;
    let names: Vec<&Value> = keys.iter().map(|group| &group["name"]).collect();
    // Who asked was let in each time.
    assert_eq!(names[..4], ["Admin", "three", "one", "two"]);
    let keys = &keys[1..];
    assert_eq!(
        (&keys[0]["key_id"], &keys[0]["owner"]["external_id"]),
        (&json!(three.id()), &json!("umbrella"))
    );
    assert_eq!(keys[0]["total"], json!({"INSUFFICIENT_PERMISSIONS": 3}));
    let hour = json!([{"start": "2026-01-14T12:00:00Z", "outcomes": {"INSUFFICIENT_PERMISSIONS": 3}}]);
    assert_eq!(keys[0]["items"], hour);
    assert_eq!(told("group_by=key&limit=2").await.len(), 2);

    let owners = told("group_by=owner&interval=day").await;
    let owners = &owners[1..];
    assert_eq!(owners.len(), 3);
    assert_eq!(owners[0]["owner"]["external_id"], "acme");
    assert_eq!(owners[0]["total"], json!({"INSUFFICIENT_PERMISSIONS": 4}));
    assert_eq!(owners[2]["owner"], json!({"type": "service_account", "id": account}));
    let customers = told("group_by=customer&interval=month").await;
    assert_eq!(customers.len(), 2);
    assert_eq!(customers[1]["owner"]["external_id"], "umbrella");
    assert!(customers.iter().all(|group| group.get("key_id").is_none() && group.get("name").is_none()));
}

async fn days_past_their_time_are_forgotten(server: &TestServer) {
    let key = made_key(&server.admin(), json!({"permissions": ["a:read"]})).await;
    ask(server, key.key(), "a:read", 2).await;
    server.authority().flush_uses().await.unwrap();
    let forget = async || keyward_authority::usage::forget::forget(server.authority(), 30).await.unwrap();
    let path = format!("/v1/keys/{}/usage?interval=month", key.id());
    server.clock.advance(Duration::from_hours(30 * 24));
    assert_eq!(forget().await, 0, "it is the last of 30 days");
    assert_eq!(server.admin().get(&path).await.expect(200)["total"], json!({"VALID": 2}));
    server.clock.advance(Duration::from_hours(24));
    assert!(forget().await > 0);
    assert_eq!(server.admin().get(&path).await.expect(200)["total"], json!({}));
}

async fn hours_long_past_are_told_as_their_day(server: &TestServer) {
    let key = made_key(&server.admin(), json!({"permissions": ["a:read"]})).await;
    for times in [2, 1] {
        ask(server, key.key(), "a:read", times).await;
        ask(server, UNKNOWN_KEY, "a:read", times).await;
        server.authority().flush_uses().await.unwrap();
        server.clock.advance(Duration::from_hours(1));
    }
    let that_day = "from=2026-01-14T00:00:00Z&to=2026-01-15T00:00:00Z";
    let of_key = format!("/v1/keys/{}/usage?{that_day}", key.id());
    let of_all = format!("/v1/usage/keys?{that_day}");
    let starts = async |path: &str| {
        let usage = server.admin().get(path).await.expect(200);
        let starts = usage["items"].as_array().unwrap().iter().map(|item| item["start"].clone());
        (usage["total"].clone(), starts.collect::<Vec<_>>())
    };
    let fold = async || keyward_authority::usage::fold::fold(server.authority(), 35).await.unwrap();
    server.clock.advance(Duration::from_hours(35 * 24));
    assert_eq!(fold().await, 0, "it is the last of 35 days");
    let (key_before, all_before) = (starts(&of_key).await, starts(&of_all).await);
    assert_eq!(
        key_before,
        (json!({"VALID": 3}), vec![json!("2026-01-14T12:00:00Z"), json!("2026-01-14T13:00:00Z")])
    );
    server.clock.advance(Duration::from_hours(24));
    assert_eq!(fold().await, 2, "the keys' and the unknown ones'");
    assert_eq!(fold().await, 0);
    let midnight = vec![json!("2026-01-14T00:00:00Z")];
    assert_eq!(starts(&of_key).await, (key_before.0, midnight.clone()));
    assert_eq!(starts(&of_all).await, (all_before.0, midnight));
}

#[tokio::test]
async fn bad_questions_are_named() {
    let server = TestServer::sqlite().await;
    for (query, field) in [
        ("group_by=tag", "group_by"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("interval=year", "interval"),
        ("from=yesterday", "from"),
        ("from=2026-02-01T00:00:00Z", "from"),
    ] {
        server.admin().get(&format!("/v1/usage/keys?{query}")).await.detail(field);
    }
}
