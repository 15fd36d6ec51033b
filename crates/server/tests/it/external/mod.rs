//! People whom an external issuer vouches for (contract v1, part 5).

mod keys;
mod people;
mod provider;
mod signer;
mod tenants;
mod tokens;

use keyward_server::config::{Config, Issuer};
use keyward_testkit::actors::{Anonymous, Caller};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

/// The HS256 secret of the tests' issuers.
const SECRET: &str = "super-secret-jwt-token-with-at-least-32-characters";
const ISSUER: &str = "https://project.supabase.example/auth/v1";
const ME: &str = "/v1/users/me";

/// Adds an issuer: the entry's lines but its name.
fn issuer(config: &mut Config, name: &str, lines: &str) {
    let entry = format!("issuer = \"{name}\"\n{lines}");
    config.auth.issuers.push(toml::from_str::<Issuer>(&entry).unwrap());
}

/// The claims of a good token for this person.
fn claims(server: &TestServer, subject: &str) -> Value {
    let now = server.authority().now().as_seconds();
    json!({"iss": ISSUER, "aud": "authenticated", "sub": subject, "iat": now, "exp": now + 3600, "role": "authenticated"})
}

/// The same with other claims beside or instead; `null` takes one away.
fn with(mut claims: Value, others: &Value) -> Value {
    for (name, value) in others.as_object().unwrap() {
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    claims
}

/// Whoever bears this token.
fn bearer(server: &TestServer, token: &str) -> Anonymous {
    server.anonymous().with("authorization", &format!("Bearer {token}"))
}
