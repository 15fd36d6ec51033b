//! A browser without a script: it keeps cookies, sends forms and follows nothing.

use keyward_testkit::server::TestServer;
use reqwest::header::HeaderMap;
use reqwest::{Client, RequestBuilder, redirect};

pub(super) struct Browser {
    http: Client,
    base: String,
    cookie: Option<String>,
    headers: Vec<(&'static str, String)>,
}

pub(super) struct Seen {
    pub(super) status: u16,
    pub(super) body: String,
    headers: HeaderMap,
}

impl Seen {
    /// A header; empty when it is not there.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What the page's forms carry.
    pub(super) fn mark(&self) -> String {
        self.named("name=\"mark\" value=\"").to_owned()
    }

    /// What its script is known by.
    pub(super) fn nonce(&self) -> &str {
        self.named("<script nonce=\"")
    }

    fn named(&self, before: &str) -> &str {
        let value = self.body.split(before).nth(1).and_then(|rest| rest.split('"').next());
        value.expect("it stands in the page")
    }
}

impl Browser {
    pub(super) fn new(server: &TestServer) -> Self {
        let http = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().expect("a client");
        Self { http, base: format!("http://{}", server.address()), cookie: None, headers: Vec::new() }
    }

    /// The same with one more header on each request.
    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Hands a session's token in.
    pub(super) async fn enter(&mut self, token: &str) {
        let answer = self.post("/portal/enter", &[("token", token)]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
    }

    pub(super) async fn get(&mut self, path: &str) -> Seen {
        self.send(self.http.get(format!("{}{path}", self.base))).await
    }

    pub(super) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Seen {
        let pair = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
        let body = form.iter().map(pair).collect::<Vec<_>>().join("&");
        let request = self.http.post(format!("{}{path}", self.base)).body(body);
        self.send(request.header("content-type", "application/x-www-form-urlencoded")).await
    }

    async fn send(&mut self, mut request: RequestBuilder) -> Seen {
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        if let Some(set) = headers.get("set-cookie").and_then(|value| value.to_str().ok()) {
            let pair = set.split(';').next().unwrap_or_default().to_owned();
            self.cookie = (!set.contains("Max-Age=0")).then_some(pair);
        }
        assert_ne!(status, 500);
        Seen { status, body: response.text().await.expect("a text"), headers }
    }
}

fn encoded(text: &str) -> String {
    let each: Vec<_> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    each.concat()
}
