//! What was answered holds for the very next request (DESIGN part 1, the main job).

use std::time::Duration;

use keyward_testkit::actors::Caller;
use keyward_testkit::server::{Setup, TestServer};
use keyward_token::Digest;
use serde_json::json;

use crate::given::{code_of, key, made_key};
use crate::on_both;

const WHOAMI: &str = "/v1/keys/whoami";

on_both! {
    a_revoked_key_is_refused_by_the_very_next_request
    a_key_is_switched_off_and_on_at_once
    an_imported_key_is_known_at_once_though_it_was_asked_for_before
    a_patch_counts_at_once
    a_rotated_key_is_refused_at_once
}

async fn a_revoked_key_is_refused_by_the_very_next_request(server: &TestServer) {
    let admin = server.admin();
    for round in 0..200 {
        let key = made_key(&admin, json!({})).await;
        let _ = key.get(WHOAMI).await.expect(200);
        let path = if round % 2 == 0 { "/v1/keys" } else { "/v1/secrets/api/keys" };
        let _ = admin.delete(&format!("{path}/{}", key.id())).await.expect(204);
        key.get(WHOAMI).await.error(401, "unauthorized");
    }
}

async fn a_key_is_switched_off_and_on_at_once(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({})).await;
    for _ in 0..100 {
        let _ = admin.post(&format!("/v1/keys/{}/disable", key.id()), &json!({})).await.expect(200);
        key.get(WHOAMI).await.error(403, "key_inactive");
        let _ = admin.post(&format!("/v1/keys/{}/enable", key.id()), &json!({})).await.expect(200);
        let _ = key.get(WHOAMI).await.expect(200);
    }
}

async fn an_imported_key_is_known_at_once_though_it_was_asked_for_before(server: &TestServer) {
    let admin = server.admin();
    for round in 0..20 {
        let secret = format!("another-systems-key-{round}");
        assert_eq!(code_of(&admin, &secret).await, "NOT_FOUND");
        let digest = Digest::sha256(&secret).to_hex();
        let row = key(json!({"digest": digest, "algorithm": "sha256"}));
        let _ = admin.post("/v1/keys/import", &json!([row])).await.expect(200);
        assert_eq!(code_of(&admin, &secret).await, "VALID");
    }
}

async fn a_patch_counts_at_once(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({})).await;
    let path = format!("/v1/keys/{}", key.id());
    for _ in 0..20 {
        let _ = key.get(WHOAMI).await.expect(200);
        let _ = admin.patch(&path, &json!({"allowed_ips": ["192.0.2.1"]})).await.expect(200);
        key.get(WHOAMI).await.error(403, "ip_denied");
        let _ = admin.patch(&path, &json!({"allowed_ips": []})).await.expect(200);
    }
}

async fn a_rotated_key_is_refused_at_once(server: &TestServer) {
    let admin = server.admin();
    let mut key = made_key(&admin, json!({})).await;
    for _ in 0..20 {
        let _ = key.get(WHOAMI).await.expect(200);
        let rotated = admin.post(&format!("/v1/keys/{}/rotate", key.id()), &json!({})).await.expect(201);
        key.get(WHOAMI).await.error(401, "unauthorized");
        key = keyward_testkit::actors::KeyHolder::of(&server.anonymous(), &rotated);
    }
}

/// Another instance hears of it soon after, not before the answer: the stronger promise is not made yet (DESIGN part 5).
#[tokio::test(flavor = "multi_thread")]
async fn a_second_instance_hears_of_a_revocation() {
    let server = TestServer::postgres().await;
    let second = Setup::beside(&server).start().await;
    for _ in 0..5 {
        let key = made_key(&server.admin(), json!({})).await;
        let there = second.holder_of(key.key());
        let _ = there.get(WHOAMI).await.expect(200);
        let _ = server.admin().delete(&format!("/v1/keys/{}", key.id())).await.expect(204);
        let refused = async {
            let mut ticks = tokio::time::interval(Duration::from_millis(10));
            while there.get(WHOAMI).await.status != 401 {
                ticks.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), refused).await.expect("heard of in time");
    }
}
