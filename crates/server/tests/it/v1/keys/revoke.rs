use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use crate::given::{code_of, made_key};
use crate::on_both;

on_both! { a_revoked_key_stays_listed_and_never_passes_again }

async fn a_revoked_key_stays_listed_and_never_passes_again(server: &TestServer) {
    let admin = server.admin();
    let key = made_key(&admin, json!({})).await;
    let path = format!("/v1/keys/{}", key.id());
    let answer = admin.delete(&path).await.expect(204);
    assert_eq!(answer.text, "");
    assert_eq!(code_of(&admin, key.key()).await, "REVOKED");
    let shown = admin.get(&path).await.expect(200);
    assert_eq!((shown.text("status"), shown.text("revoked_at")), ("revoked", "2026-01-14T12:00:00Z"));
    server.clock.advance(std::time::Duration::from_secs(1));
    let _ = admin.delete(&path).await.expect(204);
    assert_eq!(admin.get(&path).await.expect(200).json, shown.json, "a second time changes nothing");
}

#[tokio::test]
async fn unknown_and_other_peoples_keys_are_not_found() {
    let server = TestServer::sqlite().await;
    let key = made_key(&server.admin(), json!({})).await;
    let path = format!("/v1/keys/{}", key.id());
    let unknown = server.admin().delete("/v1/keys/key_unknown").await.error(404, "not_found");
    for elsewhere in [server.admin_in_production(), server.stranger()] {
        assert_eq!(elsewhere.delete(&path).await.error(404, "not_found").text, unknown.text);
    }
    assert_eq!(code_of(&server.admin(), key.key()).await, "VALID");
}
