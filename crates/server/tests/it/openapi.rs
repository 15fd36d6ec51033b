//! The description of the API.

use std::path::Path;

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;

#[test]
fn the_committed_description_is_the_present_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let present = serde_json::to_value(keyward_server::document()).unwrap();
    let present = format!("{}\n", serde_json::to_string_pretty(&present).unwrap());
    assert!(
        committed == present,
        "docs/openapi.json is out of date: run `cargo run -p keyward -- openapi > docs/openapi.json`"
    );
}

#[tokio::test]
async fn the_server_serves_its_description() {
    let server = TestServer::sqlite().await;
    let answer = server.anonymous().get("/openapi.json").await.expect(200);
    assert_eq!(answer.json, serde_json::to_value(keyward_server::document()).unwrap());
    assert!(answer.text("openapi").starts_with("3.1"));
}
