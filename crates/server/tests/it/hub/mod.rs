//! `/api/v1` (contract hub).

mod accounts;
mod admin;
mod api_keys;
mod auth;
mod bad_input;
mod bucket;
mod components;
mod fleet;
mod licenses;
mod limits;
mod parity;
mod parity_of_licenses;
mod peer;
mod releases;
mod seeds;
mod subscriptions;
mod tickets;
mod updates;
mod webhooks;
mod wordpress;

use keyward_domain::AccountType;
use keyward_testkit::actors::{Caller, Person};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

const AUTH: &str = "/api/v1/portal/auth";
pub(crate) use licenses::product;

const LOGIN: &str = "/api/v1/portal/auth/login";
const PASSWORD: &str = "correct horse battery";
const KEYS: &str = "/api/v1/portal/api-keys";

/// Whoever signed up and in: `you@example.com`, whose account is a customer's.
async fn customer(server: &TestServer) -> Person {
    signed_up(server, "you@example.com").await
}

/// The same under another address.
pub(crate) async fn signed_up(server: &TestServer, email: &str) -> Person {
    let guest = server.anonymous();
    let body = json!({"email": email, "password": PASSWORD, "name": "Your Name"});
    let _ = guest.post(&format!("{AUTH}/register"), &body).await.expect(201);
    let token = server.mailbox.token("verification", email).await;
    let _ = guest.post(&format!("{AUTH}/verify-email"), &json!({"token": token})).await.expect(200);
    signed_in(server, email).await
}

/// Whoever has signed up, signed in again: no token lasts as long as some tests.
async fn signed_in(server: &TestServer, email: &str) -> Person {
    again(server, email).await
}

/// Whoever has signed up, signed in anew.
async fn again(server: &TestServer, email: &str) -> Person {
    let guest = server.anonymous();
    let body = json!({"email": email, "password": PASSWORD});
    Person::at_portal(&guest, guest.post(LOGIN, &body).await.expect(200))
}

/// The same with an account of another type.
pub(crate) async fn partner(server: &TestServer, email: &str, account_type: AccountType) -> Person {
    let person = signed_up(server, email).await;
    server.set_account_type_of(email, account_type).await;
    person
}

/// A partner's new key.
async fn made(person: &Person, name: &str) -> Value {
    person.post(KEYS, &json!({"name": name})).await.expect(201).json
}

fn names(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}
