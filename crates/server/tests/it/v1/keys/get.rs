use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::given::{asked_for_key, made_key};
use crate::on_both;

on_both! { a_key_is_shown_where_it_is_and_nowhere_else its_last_use_is_written_down }

async fn a_key_is_shown_where_it_is_and_nowhere_else(server: &TestServer) {
    let made = asked_for_key(&server.admin(), json!({})).await.expect(201);
    let path = format!("/v1/keys/{}", made.text("id"));
    let shown = server.admin().get(&path).await.expect(200);
    assert_eq!(shown["id"], made["id"]);
    assert!(!shown.text.contains(made.text("api_key")), "a secret is shown once");
    let unknown = server.admin().get("/v1/keys/key_unknown").await.error(404, "not_found");
    for elsewhere in [server.admin_in_production(), server.stranger()] {
        assert_eq!(elsewhere.get(&path).await.error(404, "not_found").text, unknown.text);
    }
}

async fn its_last_use_is_written_down(server: &TestServer) {
    let key = made_key(&server.admin(), json!({})).await;
    let path = format!("/v1/keys/{}", key.id());
    assert_eq!(server.admin().get(&path).await.expect(200)["last_used_at"], json!(null));
    server.clock.advance(std::time::Duration::from_secs(5));
    let _ = key.get("/v1/keys/whoami").await.expect(200);
    server.authority().flush_uses().await.unwrap();
    // The server itself may have begun to write it a moment before; then its transaction ends soon.
    let mut ticks = tokio::time::interval(std::time::Duration::from_millis(10));
    while server.admin().get(&path).await.expect(200)["last_used_at"] != "2026-01-14T12:00:05Z" {
        ticks.tick().await;
    }
}
