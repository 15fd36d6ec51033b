use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::given::{code_of, count_of_keys, key};
use crate::on_both;

fn body(keys: &[Value]) -> Value {
    json!({"keys": keys})
}

on_both! { all_are_made_in_their_order one_at_fault_and_none_is_made a_thousand_are_made_at_once }

async fn all_are_made_in_their_order(server: &TestServer) {
    let admin = server.admin();
    let keys: Vec<_> = ["c", "a", "b"].map(|name| key(json!({"name": name}))).into();
    let made = admin.post("/v1/keys/bulk", &body(&keys)).await.expect(201);
    assert_eq!(made.of_items("name"), ["c", "a", "b"]);
    for secret in made.of_items("api_key") {
        assert_eq!(code_of(&admin, secret).await, "VALID");
    }
    let owners: Vec<_> = made["items"].as_array().unwrap().iter().map(|key| &key["owner"]["id"]).collect();
    assert!(owners.iter().all(|owner| *owner == owners[0]), "one new customer for all");
}

async fn one_at_fault_and_none_is_made(server: &TestServer) {
    let admin = server.admin();
    let before = count_of_keys(&admin).await;
    for (bad, field) in [
        (json!({"name": ""}), "keys[1].name"),
        (json!({"expires_at": "<string>"}), "keys[1].expires_at"),
        (json!({"roles": ["no-such-role"]}), "keys[1].roles"),
        (json!({"owner": {"customer_id": "cust_nobody"}}), "keys[1].owner"),
        (json!({"owner": {}}), "keys[1].owner"),
        (json!({"limits": [{"name": "a", "limit": 0, "window_seconds": 1}]}), "keys[1].limits[0].limit"),
    ] {
        let keys = [key(json!({})), key(bad), key(json!({}))];
        admin.post("/v1/keys/bulk", &body(&keys)).await.detail(field);
    }
    let (_, manager) = server.machine(&["key_manager"]).await;
    let more = before + 1;
    let keys = [key(json!({})), key(json!({"permissions": ["event:write"]}))];
    manager.post("/v1/keys/bulk", &body(&keys)).await.error(403, "permission_denied");
    assert_eq!(count_of_keys(&admin).await, more, "the machine's alone");
}

async fn a_thousand_are_made_at_once(server: &TestServer) {
    let admin = server.admin();
    let before = count_of_keys(&admin).await;
    let keys: Vec<_> = (0..1000).map(|index| key(json!({"name": format!("{index}")}))).collect();
    let made = admin.post("/v1/keys/bulk", &body(&keys)).await.expect(201);
    assert_eq!(made["items"].as_array().unwrap().len(), 1000);
    assert_eq!(count_of_keys(&admin).await, before + 1000);
    assert_eq!(code_of(&admin, made.of_items("api_key")[999]).await, "VALID");
}

#[tokio::test]
async fn none_and_a_thousand_and_one_are_refused() {
    let server = TestServer::sqlite().await;
    let too_many: Vec<_> = (0..1001).map(|_| key(json!({}))).collect();
    for keys in [&[][..], &too_many] {
        server.admin().post("/v1/keys/bulk", &body(keys)).await.detail("keys");
    }
    server.admin().post("/v1/keys/bulk", &json!({})).await.detail("keys");
}
