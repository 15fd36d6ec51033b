use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::given::{asked_for_key, made_key};
use crate::on_both;

on_both! {
    filters_narrow_and_join
    pages_follow_each_other
    a_cursor_goes_on_after_a_key
    keys_are_sorted_as_asked
    no_other_environments_keys_are_listed
}

/// The names of the listed keys, oldest first, those of the admin left out.
async fn names(caller: &impl Caller, query: &str) -> Vec<String> {
    let answer = caller.get(&format!("/v1/keys?order=asc&{query}")).await.expect(200);
    let names = answer.of_items("name").into_iter().filter(|name| *name != "Admin");
    names.map(str::to_owned).collect()
}

async fn a_cursor_goes_on_after_a_key(server: &TestServer) {
    let admin = server.admin();
    for name in ["first", "second", "third"] {
        let _ = made_key(&admin, json!({"name": name})).await;
    }
    let newest = admin.get("/v1/keys?limit=1").await.expect(200);
    let cursor = newest.of_items("id")[0].to_owned();
    let next = admin.get(&format!("/v1/keys?limit=2&after={cursor}")).await.expect(200);
    assert_eq!(next.of_items("name"), ["second", "first"]);
    admin.get("/v1/keys?after=user_1").await.detail("after");
    admin.get(&format!("/v1/keys?sort=name&after={cursor}")).await.detail("after");
}

async fn filters_narrow_and_join(server: &TestServer) {
    let admin = server.admin();
    let acme = json!({"external_id": "acme"});
    let first =
        asked_for_key(&admin, json!({"name": "first", "owner": acme, "roles": ["event_reader"]})).await;
    let first = first.expect(201);
    let revoked = made_key(&admin, json!({"name": "revoked", "owner": acme})).await;
    let disabled = made_key(&admin, json!({"name": "disabled"})).await;
    let _ = made_key(&admin, json!({"name": "ending", "ttl_seconds": 60})).await;
    let _ = made_key(&admin, json!({"name": "formed", "format": "secret"})).await;
    let _ = admin.delete(&format!("/v1/keys/{}", revoked.id())).await.expect(204);
    let _ = admin.post(&format!("/v1/keys/{}/disable", disabled.id()), &json!({})).await.expect(200);
    let owner = first["owner"]["id"].as_str().unwrap();
    let display = first.text("display_id");
    for (query, expected) in [
        ("", &["first", "revoked", "disabled", "ending", "formed"][..]),
        ("external_id=acme", &["first", "revoked"]),
        (&format!("owner={owner}"), &["first", "revoked"]),
        (&format!("owner={owner}&external_id=customer-1"), &[]),
        ("external_id=nobody", &[]),
        ("owner=nobody", &[]),
        ("status=active", &["first", "ending", "formed"]),
        ("status=revoked&external_id=acme", &["revoked"]),
        ("status=disabled", &["disabled"]),
        ("status=expired", &[]),
        ("role=event_reader", &["first"]),
        ("role=event", &[]),
        ("prefix=sk_", &["formed"]),
        ("prefix=SK_", &[]),
        ("prefix=%25", &[]),
        (&format!("prefix={display}"), &["first"]),
        ("expires_before=2026-01-14T12:01:01Z", &["ending"]),
        ("expires_before=2026-01-14T12:01:00Z", &[]),
        ("last_used_before=2026-01-14T12:00:00Z&role=event_reader", &["first"]),
    ] {
        assert_eq!(names(&admin, query).await, expected, "{query}");
    }
    server.clock.advance(std::time::Duration::from_mins(1));
    assert_eq!(names(&admin, "status=expired").await, ["ending"]);
}

async fn pages_follow_each_other(server: &TestServer) {
    let admin = server.admin();
    for index in 0..5 {
        let _ =
            made_key(&admin, json!({"name": format!("{index}"), "owner": {"external_id": "paged"}})).await;
    }
    let mut offset = json!(0);
    let mut seen = Vec::new();
    for (expected, next) in [(2, 2), (2, 4), (1, 5), (0, 5)] {
        let path = format!("/v1/keys?external_id=paged&limit=2&offset={offset}");
        let page = admin.get(&path).await.expect(200);
        assert_eq!(page["pagination"], json!({"total": 5, "limit": 2, "offset": next}));
        assert_eq!(page.of_items("id").len(), expected);
        seen.extend(page.of_items("name").into_iter().map(str::to_owned));
        offset = page["pagination"]["offset"].clone();
    }
    assert_eq!(seen, ["4", "3", "2", "1", "0"], "newest first");
    let page = admin.get("/v1/keys").await.expect(200);
    assert_eq!(page["pagination"]["limit"], 50);
    let far = admin.get("/v1/keys?offset=4611686018427387904").await.expect(200);
    assert_eq!(far["items"], json!([]));
    let too_far = admin.get("/v1/keys?offset=9000000000000000000").await.error(400, "validation_error");
    assert!(too_far["details"]["offset"].is_string());
}

async fn keys_are_sorted_as_asked(server: &TestServer) {
    let admin = server.admin();
    for (name, ttl) in [("b", json!(300)), ("c", json!(null)), ("a", json!(60))] {
        let more = json!({"name": name, "owner": {"external_id": "sorted"}, "ttl_seconds": ttl});
        let _ = made_key(&admin, more).await;
        server.clock.advance(std::time::Duration::from_secs(1));
    }
    for (query, expected) in [
        ("sort=name&order=asc", ["a", "b", "c"]),
        ("sort=name", ["c", "b", "a"]),
        ("sort=created_at&order=asc", ["b", "c", "a"]),
        ("sort=expires_at&order=asc", ["a", "b", "c"]),
        ("sort=expires_at&order=desc", ["c", "b", "a"]),
        ("sort=last_used_at&order=asc", ["b", "c", "a"]),
    ] {
        let answer = admin.get(&format!("/v1/keys?external_id=sorted&{query}")).await.expect(200);
        assert_eq!(answer.of_items("name"), expected, "{query}");
    }
}

async fn no_other_environments_keys_are_listed(server: &TestServer) {
    let made = asked_for_key(&server.admin(), json!({"name": "Here"})).await.expect(201);
    let owner = made["owner"]["id"].as_str().unwrap();
    for elsewhere in [server.admin_in_production(), server.stranger()] {
        assert_eq!(names(&elsewhere, "").await, [] as [&str; 0]);
        assert_eq!(names(&elsewhere, &format!("owner={owner}")).await, [] as [&str; 0]);
        assert_eq!(names(&elsewhere, "external_id=customer-1").await, [] as [&str; 0]);
    }
}

#[tokio::test]
async fn a_bad_parameter_is_named() {
    let server = TestServer::sqlite().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=1001", "limit"),
        ("limit=ten", "limit"),
        ("limit=", "limit"),
        ("limit=1.5", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("offset=-1", "offset"),
        ("offset=18446744073709551615", "offset"),
        ("offset=text", "offset"),
        ("order=up", "order"),
        ("sort=secret", "sort"),
        ("status=gone", "status"),
        ("role=Not%20a%20role", "role"),
        ("last_used_before=yesterday", "last_used_before"),
        ("expires_before=2027-01-31", "expires_before"),
        ("external_id=", "external_id"),
    ] {
        server.admin().get(&format!("/v1/keys?{query}")).await.detail(field);
    }
    let _ = server.admin().get("/v1/keys?limit=1000").await.expect(200);
}
