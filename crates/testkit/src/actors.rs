//! Callers as types, and what they are answered, over real HTTP.

use std::ops::Index;

use reqwest::Body;
pub use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// The header that carries a key (contract v1, part 1).
pub const API_KEY: &str = "x-api-key";

/// Somebody who sends requests to one server.
///
/// # Panics
/// Each request panics when the server can't be reached, and when its answer breaks a rule that holds for all of them
/// (see [`Answer`]).
#[expect(async_fn_in_trait, reason = "tests alone call these, and none needs to name the future")]
pub trait Caller: Clone {
    /// What the requests have in common.
    fn line(&self) -> &Line;

    /// The same caller, on another line.
    #[must_use]
    fn on(&self, line: Line) -> Self;

    /// The same caller with one more header; a second one of the same name is sent beside the first.
    #[must_use]
    fn with(&self, name: &str, value: &str) -> Self {
        let mut line = self.line().clone();
        let name: HeaderName = name.parse().expect("a header's name");
        line.headers.append(name, HeaderValue::from_bytes(value.as_bytes()).expect("a header's value"));
        self.on(line)
    }

    /// `GET`
    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "").await
    }

    /// `POST` of JSON.
    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, body.to_string()).await
    }

    /// `PUT` of JSON.
    async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, body.to_string()).await
    }

    /// `PATCH` of JSON.
    async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, body.to_string()).await
    }

    /// `DELETE`
    async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, "").await
    }

    /// Any method, with any body: an empty one is none.
    async fn send(&self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        self.line().send(method, path, body.into()).await
    }
}

/// The way to a server, and the headers of every request on it.
#[derive(Clone, Debug)]
pub struct Line {
    client: reqwest::Client,
    base: String,
    headers: HeaderMap,
}

impl Line {
    pub(crate) fn new(base: String) -> Self {
        // The one crypto provider; a second installation changes nothing. No test needs TLS, but the client asks for it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build().expect("an HTTP client");
        Self { client, base, headers: HeaderMap::new() }
    }

    /// The same way, where a redirect is an answer.
    pub(crate) fn without_redirects(&self) -> Self {
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        Self { client: client.build().expect("an HTTP client"), ..self.clone() }
    }

    async fn send(&self, method: Method, path: &str, body: Body) -> Answer {
        let what = format!("{method} {path}");
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        request = request.headers(self.headers.clone());
        if body.as_bytes().is_none_or(|bytes| !bytes.is_empty()) {
            if !self.headers.contains_key("content-type") {
                request = request.header("content-type", "application/json");
            }
            request = request.body(body);
        }
        let response = request.send().await.unwrap_or_else(|error| panic!("{what}: {error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap_or_else(|error| panic!("{what}: {error:?}")).to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let json = serde_json::from_str(&text).unwrap_or_default();
        let answer = Answer { what, status, headers, json, text, bytes };
        answer.keep_the_rules();
        answer
    }
}

/// Somebody without a credential.
#[derive(Clone, Debug)]
pub struct Anonymous(Line);

impl Anonymous {
    pub(crate) fn new(line: Line) -> Self {
        Self(line)
    }
}

impl Caller for Anonymous {
    fn line(&self) -> &Line {
        &self.0
    }

    fn on(&self, line: Line) -> Self {
        Self(line)
    }
}

/// Somebody with a key, sent as `X-API-Key`.
#[derive(Clone, Debug)]
pub struct KeyHolder {
    line: Line,
    id: String,
    key: String,
}

impl KeyHolder {
    /// Whoever holds `key`, on the line of `caller`.
    ///
    /// # Panics
    /// When no header can hold the key.
    pub fn new(caller: &impl Caller, id: &str, key: &str) -> Self {
        let mut line = caller.line().clone();
        line.headers.insert(API_KEY, HeaderValue::from_str(key).expect("a key that fits a header"));
        Self { line, id: id.to_owned(), key: key.to_owned() }
    }

    /// Whoever holds the key that was just made: an answer with `id` and `api_key`.
    #[track_caller]
    pub fn of(caller: &impl Caller, made: &Answer) -> Self {
        Self::new(caller, made.text("id"), made.text("api_key"))
    }

    /// The key's id; empty for a key of the configuration.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret.
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl Caller for KeyHolder {
    fn line(&self) -> &Line {
        &self.line
    }

    fn on(&self, line: Line) -> Self {
        Self { line, ..self.clone() }
    }
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    line: Line,
    signed_in: Answer,
}

impl Person {
    /// Whoever just signed up or in: an answer with `token` and `refresh_token`.
    ///
    /// # Panics
    /// When it has no token.
    #[track_caller]
    pub fn of(caller: &impl Caller, signed_in: Answer) -> Self {
        let mut line = caller.line().clone();
        let bearer = format!("Bearer {}", signed_in.text("token"));
        line.headers
            .insert("authorization", HeaderValue::from_str(&bearer).expect("a token that fits a header"));
        Self { line, signed_in }
    }

    /// Whoever just signed in at the licensing hub: an answer with `access_token`.
    #[track_caller]
    pub fn at_portal(caller: &impl Caller, signed_in: Answer) -> Self {
        let bearer = format!("Bearer {}", signed_in.text("access_token"));
        Self { line: caller.with("authorization", &bearer).line().clone(), signed_in }
    }

    /// The answer that they were signed in by.
    pub fn signed_in(&self) -> &Answer {
        &self.signed_in
    }
}

impl Caller for Person {
    fn line(&self) -> &Line {
        &self.line
    }

    fn on(&self, line: Line) -> Self {
        Self { line, signed_in: self.signed_in.clone() }
    }
}

/// What the server answered. It has a request id, is not a 500, and if it is an error, it has the contract's shape: checked for
/// every one.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The request, for messages.
    what: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as JSON; null when it is none.
    pub json: Value,
    /// The body.
    pub text: String,
    /// The same as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    fn keep_the_rules(&self) {
        assert_ne!(self.status, 500, "{self:?}");
        assert!(self.header("x-request-id").is_some_and(|id| !id.is_empty()), "{self:?}");
        // `/ready` says in its own words what is wrong, and a page does as pages do.
        let is_page = self.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        if is_page {
            let at_an_api = ["/v1", "/api/"].iter().any(|api| self.what.contains(&format!(" {api}")));
            assert!(!at_an_api, "{self:?}");
        } else if self.status >= 400 && self.what.contains(" /api/keys") {
            self.is_flapjack_s_error();
        } else if self.status >= 400 && self.what.contains(" /api/v1") {
            self.is_the_hub_s_error();
        } else if self.status >= 400 && !self.what.ends_with(" /ready") {
            self.is_an_error();
        }
    }

    /// The body of every error (contract v1, part 1).
    fn is_an_error(&self) {
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        let body = self.json.as_object().unwrap_or_else(|| panic!("an object: {self:?}"));
        let allowed = ["error", "code", "message", "http_status_code", "details"];
        assert!(body.keys().all(|key| allowed.contains(&key.as_str())), "{self:?}");
        assert!(body["code"].as_str().is_some_and(|code| !code.is_empty()), "{self:?}");
        assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()), "{self:?}");
        assert_eq!(body["http_status_code"], self.status, "{self:?}");
        assert_eq!(body.contains_key("error"), matches!(self.status, 401 | 403), "{self:?}");
        let details = body.get("details").map(|details| details.as_object().is_some_and(|it| !it.is_empty()));
        assert_ne!(details, Some(false), "{self:?}");
    }

    /// The body of every error at `/api/keys` (contract flapjack): a word, perhaps with a detail, and nothing else.
    fn is_flapjack_s_error(&self) {
        let body = self.json.as_object().unwrap_or_else(|| panic!("an object: {self:?}"));
        assert!(body.keys().all(|key| ["error", "detail"].contains(&key.as_str())), "{self:?}");
        let word = body["error"].as_str().unwrap_or_default();
        assert!(!word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{self:?}");
    }

    /// The body of every error at `/api/v1` (contract hub, B.0): a text with a code, or a list of what is wrong with fields.
    fn is_the_hub_s_error(&self) {
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        let body = self.json.as_object().unwrap_or_else(|| panic!("an object: {self:?}"));
        if self.status == 422 {
            let items = body["detail"].as_array().filter(|items| !items.is_empty() && body.len() == 1);
            for item in items.unwrap_or_else(|| panic!("a list alone: {self:?}")) {
                let names: Vec<_> = item.as_object().expect("an object").keys().map(String::as_str).collect();
                assert!(
                    ["type", "loc", "msg", "input", "ctx"].starts_with(&names) && names.len() > 3,
                    "{self:?}"
                );
            }
        } else {
            let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
            assert!(!text("detail").is_empty() && !text("code").is_empty(), "{self:?}");
        }
        assert_eq!(self.header("www-authenticate").is_some(), self.status == 401, "{self:?}");
    }

    /// The answer, if it has this status.
    ///
    /// # Panics
    /// When it has another.
    #[track_caller]
    #[must_use]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// The answer, if it is an error of this status and code.
    ///
    /// # Panics
    /// When it is anything else.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "as an assertion it is complete")]
    pub fn error(self, status: u16, code: &str) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.json["code"], code, "{self:?}");
        self
    }

    /// The answer, if it is a `validation_error` that names this field.
    ///
    /// # Panics
    /// When it is anything else.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "as an assertion it is complete")]
    pub fn detail(self, field: &str) -> Self {
        let answer = self.error(400, "validation_error");
        let reason = answer.json["details"].get(field).and_then(Value::as_str);
        assert!(reason.is_some_and(|reason| !reason.is_empty()), "`{field}` must be named: {answer:?}");
        answer
    }

    /// Its body as it came.
    pub fn body(&self) -> &str {
        &self.text
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// A member of the body that is a text.
    ///
    /// # Panics
    /// When it is none.
    #[track_caller]
    pub fn text(&self, name: &str) -> &str {
        self[name].as_str().unwrap_or_else(|| panic!("`{name}` must be a text: {self:?}"))
    }

    /// One text member of each of the body's `items`.
    ///
    /// # Panics
    /// When there are no items, or one lacks it.
    #[track_caller]
    pub fn of_items(&self, name: &str) -> Vec<&str> {
        let items = self["items"].as_array().unwrap_or_else(|| panic!("a list: {self:?}"));
        let member = |item: &'_ Value| item[name].as_str().is_some();
        assert!(items.iter().all(member), "each must have `{name}`: {self:?}");
        items.iter().filter_map(|item| item[name].as_str()).collect()
    }
}

impl Index<&str> for Answer {
    type Output = Value;

    /// A member of the body; null when there is none.
    fn index(&self, name: &str) -> &Value {
        &self.json[name]
    }
}
