//! What tests begin with.

use std::time::Duration;

use keyward_testkit::actors::{Answer, Caller, KeyHolder};
use serde_json::{Value, json};

/// `POST /v1/keys` for the customer `customer-1`; `more` replaces and adds members.
pub(crate) async fn asked_for_key(caller: &impl Caller, more: Value) -> Answer {
    caller.post("/v1/keys", &key(more)).await
}

/// Waits until it is so. A minute is more than it can take.
pub(crate) async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let mut ticks = tokio::time::interval(Duration::from_millis(50));
    let awaited = async {
        while !is_so().await {
            ticks.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), awaited).await.expect("within a minute");
}

/// The body of that.
pub(crate) fn key(more: Value) -> Value {
    merged(json!({"name": "Test", "owner": {"external_id": "customer-1"}}), more)
}

/// An event of the customer `customer-1`.
pub(crate) fn event() -> Value {
    json!({"event_name": "call", "external_customer_id": "customer-1"})
}

/// A key as above, which is made.
pub(crate) async fn made_key(caller: &impl Caller, more: Value) -> KeyHolder {
    KeyHolder::of(caller, &asked_for_key(caller, more).await.expect(201))
}

/// `POST /v1/keys/verify`
pub(crate) async fn verified(caller: &impl Caller, key: &str, more: Value) -> Answer {
    caller.post("/v1/keys/verify", &merged(json!({"key": key}), more)).await
}

/// The code that `POST /v1/keys/verify` answers.
pub(crate) async fn code_of(caller: &impl Caller, key: &str) -> String {
    verified(caller, key, json!({})).await.expect(200).text("code").to_owned()
}

/// `POST /v1/secrets/api/keys`
pub(crate) async fn asked_for_secret(caller: &impl Caller, more: Value) -> Answer {
    caller.post("/v1/secrets/api/keys", &merged(json!({"name": "Test"}), more)).await
}

/// How many keys the caller's environment has.
pub(crate) async fn count_of_keys(admin: &impl Caller) -> u64 {
    admin.get("/v1/keys?limit=1").await.expect(200)["pagination"]["total"].as_u64().expect("a number")
}

/// The text of the key without what makes it one of its kind: well formed, and never issued.
pub(crate) const UNKNOWN_KEY: &str = "sk_0000000000000000000000000000000000000000000000000000000000000000";

/// The object with the members of another, which replace its own.
pub(crate) fn merged(mut body: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("an object: {more}") };
    for (name, value) in more {
        body[name] = value;
    }
    body
}
