//! `/v1/events` (contract v1, part 9).

use keyward_domain::TenantStatus;
use keyward_testkit::actors::{Answer, Caller, KeyHolder};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};

use crate::given::{asked_for_key, asked_for_secret, event, merged};
use crate::on_both;

on_both! {
    roles_do_what_the_documents_say
    an_old_key_keeps_its_roles_when_its_account_gets_others
    an_event_counts_once_whatever_its_time
    a_bulk_request_is_all_or_none
    pages_and_filters_find_events
    usage_is_told_in_windows_and_groups
    nobody_elses_events_exist
    a_suspended_tenant_reads_and_does_not_write
}

/// A service account with these roles, and a key of it.
async fn machine(server: &TestServer, roles: &[&str]) -> (String, KeyHolder) {
    let body = json!({"type": "service_account", "name": "Event service", "roles": roles});
    let account = server.admin().post("/v1/users", &body).await.expect(201).text("id").to_owned();
    let more = json!({"name": "production-event-service", "service_account_id": account});
    let made = asked_for_secret(&server.admin(), more).await.expect(201);
    assert_eq!(made["roles"], json!(roles));
    (account, KeyHolder::of(&server.admin(), &made))
}

/// Examples 1 and 2 of FlexPrice's document on keys.
async fn roles_do_what_the_documents_say(server: &TestServer) {
    let (_, ingestor) = machine(server, &["event_ingestor"]).await;
    let sent = ingestor.post("/v1/events", &event()).await.expect(202);
    assert_eq!(sent.text("message"), "Event accepted for processing");
    let query = json!({"event_id": sent.text("event_id")});
    for refused in [
        ingestor.get("/v1/events").await,
        ingestor.post("/v1/events/query", &query).await,
        ingestor.post("/v1/events/usage", &json!({"event_name": "a", "aggregation_type": "COUNT"})).await,
        ingestor.get("/v1/customers").await,
        ingestor.get("/v1/keys").await,
    ] {
        refused.error(403, "permission_denied");
    }

    let (_, reader) = machine(server, &["event_reader"]).await;
    reader.post("/v1/events", &event()).await.error(403, "permission_denied");
    reader.post("/v1/events/bulk", &json!({"events": [event()]})).await.error(403, "permission_denied");
    let found = reader.post("/v1/events/query", &query).await.expect(200);
    assert_eq!(found["events"][0]["external_customer_id"], "customer-1");

    let (_, both) = machine(server, &["event_ingestor", "event_reader"]).await;
    let _ = both.post("/v1/events", &event()).await.expect(202);
    assert_eq!(both.get("/v1/events").await.expect(200)["events"].as_array().map(Vec::len), Some(2));
}

async fn an_old_key_keeps_its_roles_when_its_account_gets_others(server: &TestServer) {
    let ada = server.sign_up("ada@example.com").await;
    server.give_roles(&ada, &["all_writer"]).await;
    let here = ada.with("x-environment-id", ada.signed_in().text("environment_id"));
    let owner = json!({"user_id": ada.signed_in().text("user_id")});
    let old =
        KeyHolder::of(&server.anonymous(), &asked_for_key(&here, json!({"owner": owner})).await.expect(201));
    for roles in [["all_writer"], ["all_reader"]] {
        server.give_roles(&ada, &roles).await;
        let _ = old.post("/v1/events", &event()).await.expect(202);
    }
    here.post("/v1/events", &event()).await.error(403, "permission_denied");
    let _ = here.get("/v1/events").await.expect(200);
}

async fn an_event_counts_once_whatever_its_time(server: &TestServer) {
    let admin = server.admin();
    let first = merged(event(), json!({"event_id": "e-1", "timestamp": "2026-01-14T10:00:00Z"}));
    let second = merged(first.clone(), json!({"timestamp": "2026-01-13T10:00:00+01:00"}));
    for body in [&first, &second, &first] {
        assert_eq!(admin.post("/v1/events", body).await.expect(202).text("event_id"), "e-1");
    }
    let bulk = admin.post("/v1/events/bulk", &json!({"events": [first, event(), second]})).await.expect(202);
    assert_eq!((&bulk["duplicates"], bulk["event_ids"].as_array().map(Vec::len)), (&json!(2), Some(3)));
    let count = json!({"event_name": "call", "aggregation_type": "COUNT"});
    let usage = admin.post("/v1/events/usage", &count).await.expect(200);
    assert_eq!(usage.json, json!({"event_name": "call", "type": "COUNT", "value": 2}));
    let found = admin.get("/v1/events?event_id=e-1").await.expect(200);
    assert_eq!(found["events"][0]["timestamp"], "2026-01-14T10:00:00Z");
}

async fn a_bulk_request_is_all_or_none(server: &TestServer) {
    let admin = server.admin();
    for (more, field) in [
        (json!({"event_name": ""}), "event_name"),
        (json!({"external_customer_id": "a\u{0}"}), "external_customer_id"),
        (json!({"event_id": "x".repeat(256)}), "event_id"),
        (json!({"timestamp": "2026-01-14T13:00:01Z"}), "timestamp"),
        (json!({"timestamp": "1970-01-01T00:00:00Z"}), "timestamp"),
        (json!({"timestamp": "yesterday"}), "timestamp"),
        (json!({"properties": []}), "properties"),
        (json!({"properties": {"a": "x".repeat(17_000)}}), "properties"),
    ] {
        let bad = merged(event(), more);
        admin.post("/v1/events", &bad).await.detail(field);
        let bulk = json!({"events": [event(), event(), bad]});
        admin.post("/v1/events/bulk", &bulk).await.detail(&format!("events[2].{field}"));
    }
    // As much as a request may bring, in one event.
    let large = merged(event(), json!({"properties": {"a": "x".repeat(1_000_000)}}));
    admin.post("/v1/events", &large).await.detail("properties");
    admin.post("/v1/events/bulk", &json!({"events": [event(), large]})).await.detail("events[1].properties");
    for (count, field) in [(0, "events[0]"), (1001, "events[1000]")] {
        admin.post("/v1/events/bulk", &json!({"events": vec![event(); count]})).await.detail(field);
    }
    let nan = r#"{"event_name": "a", "external_customer_id": "b", "properties": {"a": NaN}}"#;
    admin.send("POST".parse().unwrap(), "/v1/events", nan).await.error(400, "validation_error");
    let huge = r#"{"event_name": "a", "external_customer_id": "b", "properties": {"a": 1e999}}"#;
    admin.send("POST".parse().unwrap(), "/v1/events", huge).await.detail("properties");
    assert_eq!(admin.get("/v1/events").await.expect(200)["events"], json!([]));
    let most = admin.post("/v1/events/bulk", &json!({"events": vec![event(); 1000]})).await.expect(202);
    assert_eq!(most["duplicates"], 0);
}

async fn pages_and_filters_find_events(server: &TestServer) {
    let admin = server.admin();
    let one = |index: u32| {
        let more = json!({
            "event_id": format!("e{index}"),
            "timestamp": format!("2026-01-14T11:00:0{}Z", index / 2),
            "properties": {"model": if index == 3 { "large" } else { "small" }, "n": index},
            "source": "api"
        });
        merged(event(), more)
    };
    let all: Vec<Value> = (0..5).map(one).collect();
    let _ = admin.post("/v1/events/bulk", &json!({"events": all})).await.expect(202);
    let mut cursor = Value::Null;
    let mut seen = Vec::new();
    for more in [true, true, false] {
        let body = json!({"page_size": 2, "order": "asc", "cursor": cursor});
        let page = admin.post("/v1/events/query", &body).await.expect(200);
        seen.extend(page["events"].as_array().unwrap().iter().map(|event| event["event_id"].clone()));
        assert_eq!(page["has_more"], more);
        cursor = page["next_cursor"].clone();
    }
    assert_eq!(seen, ["e0", "e1", "e2", "e3", "e4"]);
    let newest = admin.get("/v1/events?page_size=1&offset=1&source=api").await.expect(200);
    assert_eq!(newest["events"][0]["id"], "e3");
    assert_eq!(newest["events"][0]["properties"], json!({"model": "large", "n": 3}));
    let large = json!({"property_filters": {"model": ["large", "huge"], "n": 3}});
    let found = admin.post("/v1/events/query", &large).await.expect(200);
    assert_eq!((found["events"].as_array().map(Vec::len), &found["has_more"]), (Some(1), &json!(false)));
    for (body, field) in [
        (json!({"page_size": 51}), "page_size"),
        (json!({"sort": "name"}), "sort"),
        (json!({"order": "up"}), "order"),
        (json!({"cursor": "x"}), "cursor"),
        (json!({"start_time": "2026-01-02T00:00:00Z", "end_time": "2026-01-01T00:00:00Z"}), "end_time"),
        (json!({"property_filters": {"a": {}}}), "property_filters.a"),
        (json!({"source": "\u{0}"}), "source"),
    ] {
        admin.post("/v1/events/query", &body).await.detail(field);
    }
    admin.get("/v1/events?page_size=many").await.detail("page_size");
}

async fn usage_is_told_in_windows_and_groups(server: &TestServer) {
    let admin = server.admin();
    let one = |customer: &str, at: &str, tokens: Value| json!({"event_name": "call", "external_customer_id": customer, "timestamp": at, "properties": {"tokens": tokens}});
    let events = json!([
        one("a", "2026-01-13T23:59:59Z", json!(1)),
        one("a", "2026-01-14T00:00:00Z", json!(2)),
        one("b", "2026-01-14T09:30:00Z", json!(3)),
        one("b", "2026-01-14T09:31:00Z", json!("4")),
    ]);
    let _ = admin.post("/v1/events/bulk", &json!({"events": events})).await.expect(202);
    let asked = |more: Value| merged(json!({"event_name": "call", "aggregation_type": "COUNT"}), more);
    for (more, expected) in [
        (json!({"start_time": "2026-01-14T00:00:00Z", "end_time": "2026-01-14T09:31:00Z"}), json!(2)),
        (json!({"aggregation_type": "SUM", "property_name": "tokens"}), json!(6)),
        (json!({"aggregation_type": "MAX", "property_name": "properties.tokens"}), json!(3)),
        (json!({"aggregation_type": "LATEST", "property_name": "tokens"}), json!("4")),
        (json!({"aggregation_type": "AVG", "property_name": "other"}), Value::Null),
        (json!({"external_customer_id": "nobody"}), json!(0)),
    ] {
        let usage = admin.post("/v1/events/usage", &asked(more)).await.expect(200);
        assert_eq!(usage["value"], expected);
    }
    let sum = asked(json!({"aggregation_type": "SUM", "property_name": "tokens"}));
    let sum = admin.post("/v1/events/usage", &sum).await.expect(200);
    assert_eq!(sum["skipped"], json!({"not_numeric": 1, "missing": 0}));
    let daily = asked(json!({"window_size": "DAY", "group_by": "external_customer_id"}));
    let daily = admin.post("/v1/events/usage", &daily).await.expect(200);
    let row = |day: &str, customer: &str, value: u32| json!({"window_start": format!("2026-01-{day}T00:00:00Z"), "value": value, "group": {"external_customer_id": customer}});
    assert_eq!(daily["results"], json!([row("13", "a", 1), row("14", "a", 1), row("14", "b", 2)]));
    admin
        .post("/v1/events/usage", &asked(json!({"aggregation_type": "MEDIAN"})))
        .await
        .detail("aggregation_type");
    admin.post("/v1/events/usage", &asked(json!({"aggregation_type": "SUM"}))).await.detail("property_name");
    let reversed = json!({"start_time": "2026-01-14T00:00:00Z", "end_time": "2026-01-13T00:00:00Z"});
    admin.post("/v1/events/usage", &asked(reversed)).await.detail("end_time");
}

async fn nobody_elses_events_exist(server: &TestServer) {
    let more = merged(event(), json!({"event_id": "e-1"}));
    let _ = server.admin().post("/v1/events", &more).await.expect(202);
    let count = json!({"event_name": "call", "aggregation_type": "COUNT"});
    for other in [server.stranger(), server.admin_in_production()] {
        assert_eq!(other.get("/v1/events").await.expect(200)["events"], json!([]));
        assert_eq!(other.post("/v1/events/usage", &count).await.expect(200)["value"], 0);
        let bulk = other.post("/v1/events/bulk", &json!({"events": [more]})).await.expect(202);
        assert_eq!(bulk["duplicates"], 0);
    }
}

async fn a_suspended_tenant_reads_and_does_not_write(server: &TestServer) {
    let _ = server.admin().post("/v1/events", &event()).await.expect(202);
    server.set_status(TenantStatus::Suspended).await;
    server.admin().post("/v1/events", &event()).await.error(403, "tenant_suspended");
    let _ = server.admin().get("/v1/events").await.expect(200);
}

#[tokio::test]
async fn a_publishable_key_sends_events_and_does_nothing_else() {
    let server = TestServer::sqlite().await;
    let made = asked_for_secret(&server.admin(), json!({"type": "publishable_key"})).await.expect(201);
    let key = KeyHolder::of(&server.admin(), &made);
    let _ = key.post("/v1/events", &event()).await.expect(202);
    let _ = key.post("/v1/events/bulk", &json!({"events": [event()]})).await.expect(202);
    for path in ["/v1/events", "/v1/customers", "/v1/keys", "/v1/keys/whoami"] {
        key.get(path).await.error(403, "permission_denied");
    }
    key.post("/v1/events/query", &json!({})).await.error(403, "permission_denied");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_nobody_waits_who_may_not_send() {
    let setup = Setup::sqlite().config(|config| config.events.bulk_max_body_bytes = 2000);
    let server = setup.start().await;
    let bulk = json!({"events": vec![event(); 100]});
    server.admin().post("/v1/events/bulk", &bulk).await.error(413, "payload_too_large");
    let reader = server.permitted(&["event:read"]).await;
    reader.post("/v1/events/bulk", &bulk).await.error(403, "permission_denied");
}

#[tokio::test]
async fn each_key_has_a_limit_of_its_own_and_hears_what_is_left() {
    let setup = Setup::sqlite().config(|config| {
        config.rate_limits.events = "2/minute".parse().unwrap();
        config.rate_limits.events_bulk = "1/minute".parse().unwrap();
    });
    let server = setup.start().await;
    let admin = server.admin();
    let told = |answer: &Answer| {
        assert!(answer.header("x-ratelimit-reset").is_some_and(|value| value.parse::<i64>().is_ok()));
        ["x-ratelimit-limit", "x-ratelimit-remaining"].map(|name| answer.header(name).map(str::to_owned))
    };
    let numbers = |limit: &str, remaining: &str| [Some(limit.to_owned()), Some(remaining.to_owned())];
    assert_eq!(told(&admin.post("/v1/events", &event()).await.expect(202)), numbers("2", "1"));
    let bad = admin.post("/v1/events", &json!({"event_name": 1})).await.error(400, "validation_error");
    assert_eq!(told(&bad), numbers("2", "0"));
    let refused = admin.post("/v1/events", &event()).await.error(429, "rate_limited");
    assert_eq!((told(&refused), refused.header("retry-after")), (numbers("2", "0"), Some("60")));
    let other = server.permitted(&["event:write"]).await;
    assert_eq!(told(&other.post("/v1/events", &event()).await.expect(202)), numbers("2", "1"));

    let bulk = json!({"events": [event()]});
    assert_eq!(told(&admin.post("/v1/events/bulk", &bulk).await.expect(202)), numbers("1", "0"));
    admin.post("/v1/events/bulk", &bulk).await.error(429, "rate_limited");
}
