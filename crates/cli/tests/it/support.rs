//! What the tests share: a home for the binary, and a caller of its API.

use keyward_testkit::binary::{Ended, Home, Keyward};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::process::Command;

/// The development key of the documents.
pub(crate) const DEVELOPMENT_KEY: &str = "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe";
/// The other one.
pub(crate) const LOCAL_KEY: &str = "sk_local_flexprice_test_key";

/// A new home for the binary under test.
pub(crate) fn home() -> Home {
    Home::new(env!("CARGO_BIN_EXE_keyward"))
}

/// Makes the first tenant; gives its super admin's key for production.
pub(crate) async fn bootstrap(home: &Home) -> String {
    let ended = home.run(&["bootstrap", "--operator", "ada@example.com", "--json"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let made = parse(&ended.out);
    let keys = made["keys"].as_array().expect("keys");
    let key = keys.iter().find(|key| key["environment"] == "Production").expect("a key for production");
    text(&key["api_key"])
}

/// Somebody who calls a server with a key.
#[derive(Clone)]
pub(crate) struct Caller {
    http: reqwest::Client,
    server: String,
    key: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Null when there is none.
    pub(crate) body: Value,
}

impl Caller {
    pub(crate) fn new(server: &Keyward, key: &str) -> Self {
        // A client wants a TLS provider, also for plain HTTP; a second installation changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { http, server: server.url(""), key: key.to_owned() }
    }

    /// The same caller with another key.
    pub(crate) fn with(&self, key: &str) -> Self {
        Self { key: key.to_owned(), ..self.clone() }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.server)).header("x-api-key", &self.key)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        answer(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        answer(self.request(Method::DELETE, path)).await
    }

    /// Creates a key of a customer: its id and its secret.
    pub(crate) async fn issue(&self, body: &Value) -> (String, String) {
        let made = self.post("/v1/keys", body).await;
        assert_eq!(made.status, 201, "{}", made.body);
        (text(&made.body["id"]), text(&made.body["api_key"]))
    }

    /// The code with which another key is verified.
    pub(crate) async fn verdict(&self, key: &str) -> String {
        let answer = self.post("/v1/keys/verify", &json!({"key": key})).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.body["valid"], answer.body["code"] == "VALID");
        text(&answer.body["code"])
    }

    /// The status with which the caller's own key is let in.
    pub(crate) async fn status(&self) -> u16 {
        self.get("/v1/keys/whoami").await.status
    }
}

/// Sends a request that is answered.
pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    try_answer(request).await.expect("an answer")
}

/// Sends a request that may not be answered to its end.
pub(crate) async fn try_answer(request: RequestBuilder) -> Result<Answer, reqwest::Error> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    let body = response.bytes().await?;
    let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).expect("JSON") };
    Ok(Answer { status, body })
}

/// A key to be made for a customer.
pub(crate) fn new_key(name: &str) -> Value {
    json!({"name": name, "owner": {"external_id": "customer-1"}, "permissions": ["documents:read"]})
}

pub(crate) fn parse(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// Runs a script as somebody who pastes it does, and gives what it prints.
pub(crate) async fn bash(script: &str) -> String {
    let output = Command::new("bash").args(["-c", script]).output().await.expect("bash");
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The three lines that issue a key, check it and revoke it, run as they stand; the key must be good for nothing afterwards.
pub(crate) async fn the_main_job_works(server: &Keyward, lines: &[&str]) {
    assert!(
        matches!(lines, [issue, check, revoke]
            if issue.starts_with("K=$(curl ") && check.starts_with("curl ") && revoke.starts_with("curl ")),
        "not the three lines: {lines:#?}"
    );
    let printed = bash(&lines.join("\n")).await;
    let [created, verified, revoked] = printed.lines().collect::<Vec<_>>()[..] else {
        panic!("not three lines: {printed}");
    };
    let key = text(&parse(created)["api_key"]);
    assert!(verified.starts_with("{\"valid\":true,"), "{verified}");
    assert_eq!(parse(verified)["key_id"], parse(created)["id"]);
    assert_eq!(revoked, "204");
    assert_eq!(Caller::new(server, &key).status().await, 401);
    assert_eq!(Caller::new(server, DEVELOPMENT_KEY).verdict(&key).await, "REVOKED");
}

/// A command that must fail with this exit code; gives what it said, which is on standard error alone.
pub(crate) fn refused(ended: Ended, code: i32) -> String {
    assert_eq!(ended.code, Some(code), "{ended:?}");
    assert_eq!(ended.out, "", "{ended:?}");
    ended.err
}
