//! A proxy between a client, Keyward and a service, and what holds for each of them.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use keyward_testkit::binary::Keyward;
use keyward_testkit::peer::{Peer, copied, free_port};
use reqwest::Method;
use serde_json::{Value, json};

use super::upstream::Upstream;
use crate::support::{Caller, DEVELOPMENT_KEY, home, text};

/// A proxy that runs, and the service behind it.
pub(super) struct Edge {
    admin: Caller,
    client: reqwest::Client,
    address: SocketAddr,
    // Kept for as long as they are to run.
    _peer: Peer,
    _upstream: Upstream,
}

/// How a proxy is started on its example.
pub(super) struct Example {
    /// The folder in `examples/gateways`.
    pub(super) folder: &'static str,
    /// Its files.
    pub(super) files: &'static [&'static str],
    /// How it writes where it listens.
    pub(super) edge: &'static str,
    /// How it writes where Keyward does.
    pub(super) keyward: &'static str,
    /// How it writes where the service does.
    pub(super) service: &'static str,
}

/// What the client is answered by.
pub(super) struct Got {
    pub(super) status: u16,
    pub(super) challenge: Option<String>,
    pub(super) retry_after: Option<String>,
    /// The head of the request that reached the service, or the proxy's own body.
    pub(super) body: String,
}

pub(super) fn examples() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/gateways"))
}

/// The same text with another port at its end.
fn with_port(text: &str, port: u16) -> String {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_digit());
    format!("{digits}{port}")
}

/// Does beside Keyward what every proxy does.
pub(super) async fn works(example: &Example, command: &mut Command, stopped: u16) {
    let keyward = home().serve(&["--dev"]).await;
    let asked = keyward.address().port();
    works_beside(keyward, asked, example, command, stopped).await;
}

/// The same, beside a Keyward that is asked at this port.
pub(super) async fn works_beside(
    keyward: Keyward,
    asked: u16,
    example: &Example,
    command: &mut Command,
    stopped: u16,
) {
    let edge = Edge::beside(&keyward, asked, example, command).await;
    edge.does_what_all_do(keyward, stopped).await;
}

impl Edge {
    /// Beside a Keyward that is asked at this port.
    pub(super) async fn beside(
        keyward: &Keyward,
        asked: u16,
        example: &Example,
        command: &mut Command,
    ) -> Self {
        let (address, upstream) = (free_port(), Upstream::start().await);
        let replace = [
            (example.edge, with_port(example.edge, address.port())),
            (example.keyward, with_port(example.keyward, asked)),
            (example.service, with_port(example.service, upstream.address.port())),
        ];
        let replace = replace.each_ref().map(|(old, new)| (*old, new.as_str()));
        let folder = copied(&examples().join(example.folder), example.files, &replace);
        let peer = Peer::start(command, folder, address).await;
        let admin = Caller::new(keyward, DEVELOPMENT_KEY);
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { admin, client, address, _peer: peer, _upstream: upstream }
    }

    /// A key of a customer: its id and its secret.
    async fn key(&self, permissions: Value) -> (String, String) {
        let key =
            json!({"name": "Gateway", "owner": {"external_id": "customer-1"}, "permissions": permissions});
        self.admin.issue(&key).await
    }

    pub(super) async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Got {
        let mut request = self.client.request(method.clone(), format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if method == Method::POST {
            request = request.body("a body");
        }
        let response = request.send().await.unwrap_or_else(|error| panic!("{error:?}"));
        let told = |name: &str| {
            let value = response.headers().get(name);
            value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let (challenge, retry_after) = (told("www-authenticate"), told("retry-after"));
        let status = response.status().as_u16();
        Got { status, challenge, retry_after, body: response.text().await.expect("a body") }
    }

    /// A request that Keyward refuses, with this code in the body.
    async fn is_refused(&self, path: &str, headers: &[(&str, &str)], status: u16, code: &str) {
        let got = self.send(Method::GET, path, headers).await;
        assert_eq!(got.status, status, "{path}: {}", got.body);
        let body: Value = serde_json::from_str(&got.body).unwrap_or_else(|_| panic!("{}", got.body));
        assert_eq!(body["code"], code, "{path}");
        assert_eq!(got.challenge.as_deref(), (status == 401).then_some("ApiKey"), "{path}");
    }

    /// What every one does, whatever it is; `stopped` is how it answers while Keyward is stopped.
    async fn does_what_all_do(&self, mut keyward: Keyward, stopped: u16) {
        let (id, key) = self.key(json!(["documents:read"])).await;
        let passing = [("x-api-key", key.as_str())];

        // Who passes is known to the service.
        let got = self.send(Method::POST, "/docs/a?b=c", &passing).await;
        assert_eq!(got.status, 200, "{}", got.body);
        assert!(got.body.starts_with("post /docs/a?b=c http/1"), "{}", got.body);
        let told = |body: &str, name: &str| {
            let prefix = format!("{name}: ");
            body.lines().filter_map(|line| line.strip_prefix(&prefix).map(str::to_owned)).collect::<Vec<_>>()
        };
        let id = id.to_ascii_lowercase();
        assert_eq!(told(&got.body, "x-keyward-key-id"), [id.as_str()]);
        assert_eq!(told(&got.body, "x-keyward-key-name"), ["gateway"]);
        assert_eq!(told(&got.body, "x-keyward-external-id"), ["customer-1"]);
        assert_eq!(told(&got.body, "x-keyward-permissions"), ["documents:read"]);
        assert_eq!(told(&got.body, "x-keyward-roles"), ["-"]);
        assert!(!got.body.contains("kwg_test"), "the gate's secret is for Keyward alone: {}", got.body);
        let bearer = format!("Bearer {key}");
        assert_eq!(self.send(Method::GET, "/", &[("authorization", &bearer)]).await.status, 200);

        // What the client says of itself does not get through.
        let names = [
            "key-id",
            "key-name",
            "owner",
            "owner-type",
            "external-id",
            "tenant",
            "environment",
            "roles",
            "permissions",
            "degraded",
            "status",
            "code",
        ]
        .map(|name| format!("X-Keyward-{name}"));
        let mut spoofed: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "spoofed")).collect();
        spoofed.extend(passing);
        spoofed.extend([
            ("X-Forwarded-Uri", "/spoofed"),
            ("X-Original-Uri", "/spoofed"),
            ("X-Gate-Secret", "spoofed"),
        ]);
        let got = self.send(Method::GET, "/", &spoofed).await;
        assert_eq!(got.status, 200, "{}", got.body);
        let ours =
            got.body.lines().filter(|line| line.starts_with("x-keyward-") || line.starts_with("x-gate-"));
        assert!(ours.clone().all(|line| !line.contains("spoofed")), "{}", got.body);
        assert_eq!(ours.count(), 9, "{}", got.body);
        self.is_refused("/admin/a", &spoofed, 403, "permission_denied").await;

        // Who may not pass is told so, and the service does not hear of it.
        self.is_refused("/", &[], 401, "unauthorized").await;
        self.is_refused("/", &[("x-api-key", "sk_unknown")], 401, "unauthorized").await;
        self.is_refused("/admin/a", &passing, 403, "permission_denied").await;
        self.is_refused("/a%2fb", &passing, 403, "ambiguous_request").await;
        let (_, admin) = self.key(json!(["documents:admin"])).await;
        assert_eq!(self.send(Method::GET, "/admin/a", &[("x-api-key", &admin)]).await.status, 200);

        // Who has done enough is told when to come again.
        let limit = json!({"name": "requests", "limit": 1, "window_seconds": 3600});
        let limited = json!({"name": "Few", "owner": {"external_id": "customer-1"}, "limits": [limit]});
        let (_, few) = self.admin.issue(&limited).await;
        let few = [("x-api-key", few.as_str())];
        assert_eq!(self.send(Method::GET, "/", &few).await.status, 200);
        self.is_refused("/", &few, 429, "rate_limited").await;
        let again = self.send(Method::GET, "/", &few).await.retry_after;
        let seconds = again.as_deref().and_then(|text| text.parse::<u32>().ok());
        assert!(seconds.is_some_and(|seconds| (1..=2 * 3600).contains(&seconds)), "{again:?}");

        // A change counts for the next request of a connection that stays.
        let made = self.admin.get("/v1/keys?limit=1000").await;
        let items = made.body["items"].as_array().expect("a list").clone();
        let id = items.iter().map(|key| text(&key["id"])).find(|text| text.to_ascii_lowercase() == id);
        let path = format!("/v1/keys/{}", id.expect("the key"));
        assert_eq!(self.admin.post(&format!("{path}/disable"), &json!({})).await.status, 200);
        self.is_refused("/", &passing, 403, "key_inactive").await;
        assert_eq!(self.admin.post(&format!("{path}/enable"), &json!({})).await.status, 200);
        assert_eq!(self.send(Method::GET, "/", &passing).await.status, 200);

        // Without Keyward nobody passes.
        assert!(keyward.terminate().await.success());
        let got = self.send(Method::GET, "/", &passing).await;
        assert_eq!(got.status, stopped, "{}", got.body);
        assert!(!got.body.starts_with("get / http"), "{}", got.body);
    }
}
