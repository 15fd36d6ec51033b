//! The example for WordPress: what of it needs no WordPress, run by PHP.

use std::path::Path;
use std::process::Command;

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use super::updates::{DOMAIN, Shop};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/wordpress/keyward-example");
const DRIVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/hub/wordpress.php");

fn php(arguments: &[&str]) -> String {
    let output = Command::new("php").args(arguments).output().expect("php: run `./test --install`");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[test]
fn the_plugin_is_php() {
    for file in ["client.php", "keyward-example.php"] {
        php(&["-l", Path::new(EXAMPLE).join(file).to_str().unwrap()]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_activates_verifies_offline_and_updates() {
    let server = TestServer::sqlite().await;
    let shop = Shop::open(&server).await;
    let client = Path::new(EXAMPLE).join("client.php");
    let base = format!("http://{}", server.address());
    let told = php(&[DRIVER, client.to_str().unwrap(), &base, &shop.key, DOMAIN]);
    let mut told: Value = serde_json::from_str(&told).expect("JSON");
    let kept = told["kept"].take();
    let expected = json!({
        "kept": null, "named": "xn--bcher-kva.test", "named_valid": true, "named_as_typed": false,
        "again": ["valid", true], "unanswered": "Nobody answers", "due": [false, true],
        "valid": true, "broken": false, "other_key": false, "other_domain": false, "past_grace": false,
        "new_version": "1.5.0", "file": true, "changed_file": false, "none": false, "refused": "License not found",
    });
    assert_eq!(told, expected);
    // The next time that it asks, it hears that the licence was taken back, and then that there is none.
    let again = || {
        let told = php(&[DRIVER, client.to_str().unwrap(), &base, &shop.key, DOMAIN, &kept.to_string()]);
        serde_json::from_str::<Value>(&told).expect("JSON")
    };
    assert_eq!(again(), json!({"token": true, "code": "valid", "domain": DOMAIN}));
    let operator = shop.operator();
    let path = format!("/api/v1/admin/licenses/{}", shop.id());
    let _ = operator.post(&format!("{path}/revoke"), &json!({})).await.expect(200);
    assert_eq!(again(), json!({"token": false, "code": "revoked", "domain": DOMAIN}));
}
