//! What the products' documents say of keys, replayed against the real server: their `curl` lines as they stand, but for host and token.
//!
//! The documents lie in `seeds/`: 002 and 004 of FlexPrice, 003 of Flapjack.

use keyward_testkit::binary::Keyward;
use serde_json::{Value, json};

use crate::support::{Caller, DEVELOPMENT_KEY, bash, home, parse, text};

const FLEXPRICE_KEYS: &str = include_str!("seeds/002.txt");
const FLAPJACK: &str = include_str!("seeds/003.txt");
const FLEXPRICE_SERVICES: &str = include_str!("seeds/004.txt");

/// The `curl` commands of a document: each from its first line to the last that belongs to it.
fn commands(document: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with("curl ") {
            continue;
        }
        let mut command = line.to_owned();
        while command.trim_end().ends_with('\\') || command.matches('\'').count() % 2 == 1 {
            command.push('\n');
            command.push_str(lines.next().expect("the rest of the command"));
        }
        found.push(command);
    }
    found
}

/// The JSON that a document shows after a text, as an answer's example.
fn example(document: &str, after: &str) -> Value {
    let rest = document.split_once(after).unwrap_or_else(|| panic!("{after:?} in the document")).1;
    let rest = &rest[rest.find(['{', '[']).expect("an example")..];
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    values.next().expect("an example").expect("JSON")
}

/// Runs a command of a document with some of its words replaced, each of which it must have: the status, and the body.
async fn run(command: &str, words: &[(&str, &str)]) -> (u16, Value) {
    let mut command = command.to_owned();
    for (word, value) in words {
        assert!(command.contains(word), "{word} in {command}");
        command = command.replace(word, value);
    }
    let command = command.replacen("curl ", "curl --silent --show-error --write-out '\\n%{http_code}' ", 1);
    let printed = bash(&command).await;
    let (body, status) = printed.rsplit_once('\n').expect("a status");
    (status.parse().expect("a status"), parse(body))
}

/// The names of an object's members, in order.
fn members(value: &Value) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("an object: {value}")).keys().map(String::as_str).collect()
}

/// Each member of the example is there, and is of the same kind.
fn is_like(answer: &Value, example: &Value) {
    for (name, shown) in example.as_object().expect("an object") {
        assert_eq!(answer[name].is_array(), shown.is_array(), "{name}: {answer}");
        assert_eq!(answer[name].is_string(), shown.is_string(), "{name}: {answer}");
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// `2026-03-01T00:00:00Z`, with a fraction if there is one.
fn is_time(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.len() >= 20 && text.as_bytes()[10] == b'T' && text.ends_with('Z')
}

async fn token(server: &Keyward) -> String {
    let body = json!({"email": "ada@example.com", "password": "correct horse battery", "tenant_name": "Ada"});
    let answer = Caller::new(server, "").post("/v1/auth/signup", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    text(&answer.body["token"])
}

#[tokio::test]
async fn flexprice_s_keys_are_64_hexadecimal_digits_and_told_when_they_are_not_good() {
    for said in ["64-character hexadecimal strings", "401 Unauthorized", "403 Forbidden", "SHA-256 hashes"] {
        assert!(FLEXPRICE_KEYS.contains(said), "{said}");
    }
    assert!(is_hex(DEVELOPMENT_KEY, 64));
    let server = home().serve(&["--dev", "--preset", "flexprice"]).await;
    let admin = Caller::new(&server, DEVELOPMENT_KEY);
    let nothing = reqwest::get(server.url("/v1/secrets/api/keys")).await.expect("an answer");
    assert_eq!(nothing.status(), 401);
    assert_eq!(admin.with(&"0".repeat(64)).get("/v1/secrets/api/keys").await.status, 401);

    let made = admin.post("/v1/secrets/api/keys", &json!({"name": "Rotated"})).await;
    let (id, key) = (text(&made.body["secret"]["id"]), admin.with(&text(&made.body["api_key"])));
    assert_eq!((made.status, key.status().await), (201, 200));
    let listed = admin.get("/v1/secrets/api/keys").await.body;
    assert!(listed["items"].as_array().expect("keys").iter().any(|item| item["id"] == id), "{listed}");
    assert!(!listed.to_string().contains(&text(&made.body["api_key"])));
    assert_eq!(admin.post(&format!("/v1/keys/{id}/disable"), &json!({})).await.status, 200);
    assert_eq!(key.get("/v1/secrets/api/keys").await.status, 403);
    // "Revoke an API key immediately".
    assert_eq!(admin.delete(&format!("/v1/secrets/api/keys/{id}")).await.status, 204);
    assert_eq!(key.status().await, 401);
}

#[tokio::test]
async fn flapjack_s_lines_list_make_and_revoke_a_key() {
    let server = home().serve(&["--preset", "flapjack"]).await;
    let jwt = token(&server).await;
    let url = server.url("");
    let words = [("https://api.flapjack.dev", &*url), ("<supabase-jwt>", &*jwt)];
    let [list, create, delete] = &commands(FLAPJACK)[..] else { panic!("three commands") };
    assert_eq!(run(list, &words).await, (200, json!([])));

    let (status, made) = run(create, &words).await;
    assert_eq!(status, 201, "{made}");
    let shown = example(FLAPJACK, "Response 201:");
    assert_eq!(members(&made), members(&shown));
    is_like(&made, &shown);
    assert_eq!(made["name"], shown["name"]);
    let key = text(&made["key"]);
    assert!(is_hex(key.strip_prefix("fj_live_").expect("the format"), 64), "{key}");
    assert_eq!(made["prefix"], format!("{}...", &key[..12]));
    assert!(is_time(&made["created_at"]), "{made}");

    let (_, listed) = run(list, &words).await;
    let shown = example(FLAPJACK, "Response 200:");
    assert_eq!(members(&listed[0]), members(&shown[0]));
    for name in ["id", "prefix", "name", "created_at"] {
        assert_eq!(listed[0][name], made[name], "{name}");
    }
    // "API keys (fj_live_*) are rejected with 403 FORBIDDEN."
    let (status, refused) = run(list, &[words[0], ("<supabase-jwt>", &key)]).await;
    assert_eq!((status, refused), (403, json!({"error": "FORBIDDEN"})));
    let (status, refused) = run(create, &[words[0], words[1], (r#"{"name": "Production"}"#, "{}")]).await;
    assert_eq!((status, &refused["error"]), (400, &json!("MISSING_NAME")));

    let caller = Caller::new(&server, &key);
    assert_eq!(caller.status().await, 200);
    assert_eq!(run(delete, &words).await, (404, json!({"error": "NOT_FOUND"})), "its key-001 is nobody's");
    let id = text(&made["id"]);
    let own = [words[0], words[1], ("key-001", &*id)];
    let ok = FLAPJACK.rsplit("Response 200:").next().expect("the last answer");
    assert_eq!(run(delete, &own).await, (200, example(ok, "")));
    // "This takes effect immediately."
    assert_eq!(caller.status().await, 401);
    assert_eq!(run(list, &words).await, (200, json!([])));
}

#[tokio::test]
async fn flexprice_s_lines_make_keys_for_oneself_and_for_a_service_account() {
    let server = home().serve(&["--dev", "--preset", "flexprice"]).await;
    let admin = Caller::new(&server, DEVELOPMENT_KEY);
    let url = server.url("");
    let words = [("https://api.cloud.flexprice.io", &*url), ("<api-key>", DEVELOPMENT_KEY)];
    let [own, service] = &commands(FLEXPRICE_SERVICES)[..] else { panic!("two commands") };
    // As it stands, `<string>` is no time.
    let (status, refused) = run(own, &words).await;
    assert_eq!((status, &refused["code"]), (400, &json!("validation_error")));
    assert!(refused["details"]["expires_at"].is_string(), "{refused}");

    let expires = (r#""expires_at": "<string>""#, r#""expires_at": "2999-12-31T00:00:00Z""#);
    let name = (r#""name": "<string>""#, r#""name": "production-event-service""#);
    let (status, made) = run(own, &[words[0], words[1], expires, name]).await;
    assert_eq!(status, 201, "{made}");
    let shown = example(FLEXPRICE_SERVICES, "Response");
    is_like(&made, &shown);
    assert_eq!(
        (&made["name"], &made["roles"]),
        (&json!("production-event-service"), &json!(["super_admin"]))
    );
    assert_eq!(made["secret"]["expires_at"], "2999-12-31T00:00:00Z");
    assert!(is_hex(text(&made["api_key"]).strip_prefix("sk_").expect("the format"), 64), "{made}");
    assert!(is_time(&made["created_at"]), "{made}");

    let body = json!({"type": "service_account", "name": "Events", "roles": ["event_ingestor"]});
    let one = text(&admin.post("/v1/users", &body).await.body["id"]);
    let body =
        json!({"type": "service_account", "name": "Both", "roles": ["event_ingestor", "event_reader"]});
    let both = text(&admin.post("/v1/users", &body).await.body["id"]);
    for (account, roles, reads) in
        [(&one, json!(["event_ingestor"]), false), (&both, json!(["event_ingestor", "event_reader"]), true)]
    {
        let account = format!(r#""service_account_id": "{account}""#);
        let account = (r#""service_account_id": "<string>""#, &*account);
        let (status, made) = run(service, &[words[0], words[1], expires, name, account]).await;
        assert_eq!(status, 201, "{made}");
        is_like(&made, &shown);
        // "The key copies the service account's roles".
        assert_eq!(made["roles"], roles);
        for (permission, may) in [("event:write", true), ("event:read", reads)] {
            let body = json!({"key": made["api_key"], "permissions": permission});
            let verdict = admin.post("/v1/keys/verify", &body).await.body;
            assert_eq!(verdict["valid"], may, "{permission}: {verdict}");
        }
        let key = admin.with(&text(&made["api_key"]));
        assert_eq!(key.get("/v1/keys").await.status, 403);
        assert_eq!(key.status().await, 200);
    }
}
