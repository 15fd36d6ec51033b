//! `/v1/audit` (contract v1, part 11).

use std::time::Duration;

use keyward_authority::audit::verify::{Verdict, verify};
use keyward_testkit::actors::{Answer, Caller};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{UNKNOWN_KEY, made_key, verified};
use crate::on_both;

on_both! {
    the_trail_says_who_did_what_to_what
    a_refusal_is_written_once_however_often_it_comes
    an_export_is_the_whole_trail
}

async fn the_trail_says_who_did_what_to_what(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({"name": "Audited"})).await;
    let _ = admin.with("x-request-id", "the-end").delete(&format!("/v1/keys/{}", key.id())).await.expect(204);
    let about = format!("/v1/audit?target_id={}", key.id());
    let found = admin.get(&about).await.expect(200);
    let actions: Vec<_> =
        found["items"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect();
    assert_eq!(actions, ["key.revoke", "key.create"]);
    let last = &found["items"][0];
    assert_eq!((&last["actor"]["id"], &last["actor"]["type"]), (&json!(admin.id()), &json!("key")));
    assert_eq!((&last["target"]["id"], &last["target"]["name"]), (&json!(key.id()), &json!("Audited")));
    assert_eq!((&last["outcome"], &last["request_id"]), (&json!("done"), &json!("the-end")));
    assert_eq!(last["at"], "2026-01-14T12:00:00Z");
    let next = admin.get(&format!("{about}&after={}", last["sequence"])).await.expect(200);
    assert_eq!(next["items"][0]["action"], "key.create");
    for (query, total) in [
        ("action=key.revoke", 1),
        ("request_id=the-end", 1),
        ("outcome=refused", 0),
        ("start_time=2026-01-14T12:00:01Z", 0),
        ("target_type=key&action=key.revoke&actor_type=key", 1),
        ("target_id=cust_1111111", 0),
    ] {
        let answer = admin.get(&format!("/v1/audit?{query}")).await;
        if answer.status == 400 {
            answer.detail("target_id");
            continue;
        }
        assert_eq!(answer.expect(200)["pagination"]["total"], total, "{query}");
    }
    assert_eq!(server.stranger().get(&about).await.expect(200)["pagination"]["total"], 0);
    for (query, field) in [
        ("outcome=perhaps", "outcome"),
        ("start_time=now", "start_time"),
        ("after=x", "after"),
        ("action=%00", "action"),
    ] {
        admin.get(&format!("/v1/audit?{query}")).await.detail(field);
    }
}

async fn refused(server: &TestServer) -> Answer {
    server.authority().flush_refusals(false).await.expect("a write");
    server.admin().get("/v1/audit?outcome=refused&order=asc&limit=100").await.expect(200)
}

async fn a_refusal_is_written_once_however_often_it_comes(server: &TestServer) {
    let holder = server.permitted(&["documents:read"]).await;
    for _ in 0..20 {
        holder.post("/v1/keys", &json!({})).await.error(400, "validation_error");
        holder.get(&format!("/v1/keys/{UNKNOWN_KEY}")).await.error(403, "permission_denied");
        server.holder_of(UNKNOWN_KEY).get("/v1/keys").await.error(401, "unauthorized");
        verified(&holder, UNKNOWN_KEY, json!({})).await.error(403, "permission_denied");
    }
    let written = refused(server).await;
    assert_eq!(written["pagination"]["total"], 1, "{written:?}");
    let entry = &written["items"][0];
    assert_eq!((&entry["action"], &entry["actor"]["id"]), (&json!("request.refuse"), &json!(holder.id())));
    assert_eq!(entry["target"], json!({"type": "route", "name": "GET /v1/keys/sk_***"}));
    let detail = json!({"code": "permission_denied", "status": 403, "path": "/v1/keys/sk_***", "times": 20});
    assert_eq!(entry["detail"], detail);

    let _ = holder.get(&format!("/v1/keys/{UNKNOWN_KEY}")).await.expect(403);
    assert_eq!(refused(server).await["pagination"]["total"], 1);
    server.clock.advance(Duration::from_mins(1));
    let again = refused(server).await;
    assert_eq!(
        (&again["pagination"]["total"], &again["items"][1]["detail"]["times"]),
        (&json!(2), &json!(1))
    );

    // What else it was refused is told apart, but not without end.
    for n in 0..30 {
        let _ = holder.get(&format!("/v1/keys/key_{n}")).await.expect(403);
    }
    let apart = refused(server).await;
    let items = apart["items"].as_array().expect("a list");
    assert_eq!((items.len(), &items[16]["detail"]["times"]), (17, &json!(16)));
    assert_eq!(items[2]["target"]["name"], "GET /v1/keys/key_0");

    // Who held a key that was switched off is known, too.
    let _ = server.admin().post(&format!("/v1/keys/{}/disable", holder.id()), &json!({})).await.expect(200);
    holder.get("/v1/keys").await.error(403, "key_inactive");
    let inactive = refused(server).await;
    assert_eq!(inactive["items"][17]["detail"]["code"], "key_inactive");
    let whole = verify(server.authority().storage(), server.home.tenant.id).await.expect("a chain");
    assert!(matches!(whole, Verdict::Whole(_)), "{whole:?}");
}

async fn an_export_is_the_whole_trail(server: &TestServer) {
    let admin = server.admin();
    for _ in 0..3 {
        let keys = vec![json!({"name": "Test", "owner": {"external_id": "customer-1"}}); 400];
        let _ = admin.post("/v1/keys/bulk", &json!({"keys": keys})).await.expect(201);
    }
    let total = admin.get("/v1/audit?limit=1").await.expect(200)["pagination"]["total"].clone();
    let export = admin.get("/v1/audit/export").await.expect(200);
    assert_eq!(export.header("content-type"), Some("application/x-ndjson"));
    let lines: Vec<Value> = export.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json!(lines.len()), total);
    assert!(lines.iter().zip(1..).all(|(line, sequence)| line["sequence"] == sequence));
    let some = admin.get("/v1/audit/export?action=environment.create").await.expect(200);
    assert!(some.text.lines().count() < 10);
}
