//! What gates answer to proxies over HTTP (contract v1, part 7).

mod lane;
mod limits;

use keyward_testkit::actors::{Anonymous, Answer, Caller, KeyHolder, Method};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};

use crate::given::{UNKNOWN_KEY, made_key, merged};
use crate::on_both;

const IDENTITY: [&str; 9] = [
    "x-keyward-key-id",
    "x-keyward-key-name",
    "x-keyward-owner",
    "x-keyward-owner-type",
    "x-keyward-external-id",
    "x-keyward-tenant",
    "x-keyward-environment",
    "x-keyward-roles",
    "x-keyward-permissions",
];

/// A proxy that asks a gate.
#[derive(Clone)]
struct Proxy {
    line: Anonymous,
    id: String,
    auth: String,
}

impl Proxy {
    /// In front of a gate of `Development` that is made for it.
    async fn before(server: &TestServer, more: Value) -> Self {
        let gate = server.admin().post("/v1/gates", &merged(json!({"name": "edge"}), more)).await.expect(201);
        let line = server.anonymous().with("x-gate-secret", gate.text("gate_secret"));
        Self { line, id: gate.text("id").to_owned(), auth: format!("/v1/gates/{}/auth", gate.text("id")) }
    }

    fn with(&self, name: &str, value: &str) -> Self {
        Self { line: self.line.with(name, value), ..self.clone() }
    }

    fn key(&self, holder: &KeyHolder) -> Self {
        self.with("x-api-key", holder.key())
    }

    async fn ask(&self) -> Answer {
        self.line.get(&self.auth).await
    }

    /// As nginx, Caddy, HAProxy and Traefik ask.
    async fn ask_for(&self, method: &str, uri: &str) -> Answer {
        self.with("x-forwarded-method", method).with("x-forwarded-uri", uri).ask().await
    }

    async fn status_for(&self, method: &str, uri: &str) -> u16 {
        self.ask_for(method, uri).await.status
    }
}

on_both! {
    whoever_passes_is_told_by_every_header
    who_may_not_pass_is_told_why
    what_changes_counts_for_the_next_request
    a_pass_is_noted_as_a_use
    a_pass_takes_of_limits_and_credits_and_a_refusal_takes_nothing
}

async fn whoever_passes_is_told_by_every_header(server: &TestServer) {
    let proxy = Proxy::before(server, json!({})).await;
    let more =
        json!({"name": "Zoë's key, 100%", "permissions": ["a:read", "b:read"], "roles": ["key_verifier"]});
    let key = made_key(&server.admin(), more).await;
    let answer = proxy.key(&key).ask().await.expect(200);
    let owner =
        server.admin().get(&format!("/v1/keys/{}", key.id())).await.expect(200)["owner"]["id"].clone();
    let expected = [
        key.id(),
        "Zo%C3%AB's%20key,%20100%25",
        owner.as_str().expect("an id"),
        "customer",
        "customer-1",
        &server.text(server.home.tenant.id),
        &server.text(server.home.development.id),
        "key_verifier",
        "a:read,b:read,key:verify",
    ];
    assert_eq!(IDENTITY.map(|name| answer.header(name).unwrap_or_default()), expected);
    assert_eq!((answer.text.as_str(), answer.header("cache-control")), ("", Some("no-store")));
    assert_eq!(answer.header("x-keyward-degraded"), None);

    // Of a person's key there is no external id to tell.
    let answer = proxy.key(&server.admin()).ask().await.expect(200);
    assert_eq!(answer.header("x-keyward-external-id"), Some("-"));
    assert_eq!(answer.header("x-keyward-roles"), Some("super_admin"));
    let again = proxy.key(&server.admin()).with("x-request-id", "mine").ask().await.expect(200);
    assert_eq!(again.header("x-request-id"), Some("mine"));
    assert_eq!(IDENTITY.map(|name| again.headers.get(name)), IDENTITY.map(|name| answer.headers.get(name)));
}

async fn who_may_not_pass_is_told_why(server: &TestServer) {
    let admin = server.admin();
    let proxy = Proxy::before(server, json!({"permissions": "a:read"})).await;
    let denied = |answer: Answer, status, code: &str| {
        let challenge = (status == 401).then_some("ApiKey");
        assert_eq!(answer.header("www-authenticate"), challenge, "{answer:?}");
        assert!(IDENTITY.iter().all(|name| answer.header(name).is_none()), "{answer:?}");
        answer.error(status, code);
    };
    denied(proxy.ask().await, 401, "unauthorized");
    denied(proxy.with("x-api-key", UNKNOWN_KEY).ask().await, 401, "unauthorized");
    denied(proxy.with("x-api-key", "kw_live_malformed").ask().await, 401, "unauthorized");
    denied(proxy.key(&server.stranger()).ask().await, 401, "unauthorized");
    denied(proxy.key(&server.admin_in_production()).ask().await, 401, "unauthorized");

    let good = json!({"permissions": ["a:read"]});
    denied(proxy.key(&made_key(&admin, json!({})).await).ask().await, 403, "permission_denied");
    let placed = made_key(&admin, merged(good.clone(), json!({"allowed_ips": ["192.0.2.0/24"]}))).await;
    denied(proxy.key(&placed).ask().await, 403, "ip_denied");
    let key = made_key(&admin, merged(good.clone(), json!({"ttl_seconds": 60}))).await;
    let _ = proxy.key(&key).ask().await.expect(200);
    let _ = admin.post(&format!("/v1/keys/{}/disable", key.id()), &json!({})).await.expect(200);
    denied(proxy.key(&key).ask().await, 403, "key_inactive");
    let _ = admin.post(&format!("/v1/keys/{}/enable", key.id()), &json!({})).await.expect(200);
    server.clock.advance(std::time::Duration::from_mins(1));
    denied(proxy.key(&key).ask().await, 401, "key_expired");
    let key = made_key(&admin, good).await;
    let _ = proxy.key(&key).ask().await.expect(200);
    let _ = admin.delete(&format!("/v1/keys/{}", key.id())).await.expect(204);
    denied(proxy.key(&key).ask().await, 401, "unauthorized");
    let publishable = json!({"name": "Public", "type": "publishable_key"});
    let publishable = admin.post("/v1/secrets/api/keys", &publishable).await.expect(201);
    denied(proxy.with("x-api-key", publishable.text("api_key")).ask().await, 403, "permission_denied");
}

async fn what_changes_counts_for_the_next_request(server: &TestServer) {
    let admin = server.admin();
    let proxy = Proxy::before(server, json!({})).await;
    let (path, key) = (format!("/v1/gates/{}", proxy.id), made_key(&admin, json!({})).await);
    for _ in 0..20 {
        let _ = proxy.key(&key).ask().await.expect(200);
        let _ = admin.put(&path, &json!({"name": "edge", "permissions": "a:read"})).await.expect(200);
        proxy.key(&key).ask().await.error(403, "permission_denied");
        let _ = admin.put(&path, &json!({"name": "edge"})).await.expect(200);
    }
    let _ = proxy.key(&key).ask().await.expect(200);
    let rotated = admin.post(&format!("{path}/rotate-secret"), &json!({})).await.expect(201);
    proxy.key(&key).ask().await.error(401, "unauthorized");
    let line = server.anonymous().with("x-gate-secret", rotated.text("gate_secret"));
    let proxy = Proxy { line, ..proxy };
    let _ = proxy.key(&key).ask().await.expect(200);
    let _ = admin.delete(&path).await.expect(204);
    proxy.key(&key).ask().await.error(401, "unauthorized");
}

async fn a_pass_is_noted_as_a_use(server: &TestServer) {
    let admin = server.admin();
    let proxy = Proxy::before(server, json!({"permissions": "a:read"})).await;
    let good = made_key(&admin, json!({"permissions": ["a:read"]})).await;
    let refused = made_key(&admin, json!({})).await;
    let _ = proxy.key(&good).ask().await.expect(200);
    proxy.key(&refused).ask().await.error(403, "permission_denied");
    // Without the gate's secret nothing is noted either.
    let unknown = made_key(&admin, json!({"permissions": ["a:read"]})).await;
    let stranger = Proxy { line: server.anonymous(), ..proxy };
    stranger.key(&unknown).ask().await.error(401, "unauthorized");
    server.authority().flush_uses().await.unwrap();
    let used = async |key: &KeyHolder| {
        admin.get(&format!("/v1/keys/{}", key.id())).await.expect(200)["last_used_at"].is_string()
    };
    assert_eq!((used(&good).await, used(&refused).await, used(&unknown).await), (true, false, false));
}

#[tokio::test]
async fn without_the_gates_own_secret_there_is_no_gate() {
    let server = TestServer::sqlite().await;
    let proxy = Proxy::before(&server, json!({})).await.key(&server.admin());
    let other = server.admin().post("/v1/gates", &json!({"name": "other"})).await.expect(201);
    let other = other.text("gate_secret");
    let bare = Proxy { line: server.anonymous(), ..proxy.clone() }.key(&server.admin());
    let nowhere = Proxy { auth: "/v1/gates/gate_00000000/auth".to_owned(), ..proxy.clone() };
    let answers = [
        bare.ask().await,
        bare.with("x-gate-secret", "").ask().await,
        bare.with("x-gate-secret", other).ask().await,
        bare.with("x-gate-secret", UNKNOWN_KEY).ask().await,
        bare.with("x-gate-secret", "kwg_test_0000000000000000000000000000000000000").ask().await,
        bare.with("x-gate-secret", other).with("x-gate-secret", other).ask().await,
        nowhere.ask().await,
    ];
    for answer in &answers {
        assert_eq!((answer.status, &answer.text), (401, &answers[0].text), "{answer:?}");
    }
    // The secret is none of a key, and opens no other door.
    server.holder_of(other).get("/v1/keys/whoami").await.error(401, "unauthorized");
}

#[tokio::test]
async fn a_gate_is_called_by_id_or_name() {
    let server = TestServer::sqlite().await;
    let proxy = Proxy::before(&server, json!({"name": "my gate"})).await.key(&server.admin());
    for auth in ["/v1/gates/my%20gate/auth", "/v1/gates/my%20gate/auth/x", &proxy.auth] {
        let _ = Proxy { auth: auth.to_owned(), ..proxy.clone() }.ask().await.expect(200);
    }
    for auth in ["/v1/gates/mygate/auth", "/v1/gates/my%2520gate/auth"] {
        Proxy { auth: auth.to_owned(), ..proxy.clone() }.ask().await.error(401, "unauthorized");
    }
}

#[tokio::test]
async fn the_key_may_be_where_the_gate_looks_and_nowhere_else() {
    let server = TestServer::sqlite().await;
    let credential = json!({"credential": {"headers": ["x-product-key"], "query": "api_key"}});
    let proxy = Proxy::before(&server, credential).await;
    let admin = server.admin();
    let (key, other) = (admin.key(), made_key(&admin, json!({})).await);
    let in_query = format!("/a?b=1&api_key={key}");
    let escaped = format!("/a?api_key=%{:02x}{}", key.as_bytes()[0], &key[1..]);
    for good in [
        proxy.with("authorization", &format!("Bearer {key}")),
        proxy.with("authorization", &format!("bearer  {key}")),
        proxy.with("x-api-key", key),
        proxy.with("x-product-key", key),
        proxy.with("x-forwarded-uri", &in_query),
        proxy.with("x-forwarded-uri", &escaped),
        // The same one twice is one.
        proxy.with("x-api-key", key).with("x-forwarded-uri", &in_query),
        // What is for the service behind the gate is none of ours.
        proxy.with("x-api-key", key).with("authorization", "Basic dXNlcjpwYXNz"),
        proxy.with("x-api-key", key).with("authorization", "Bearer eyJhbGciOiJub25lIn0.e30.c2ln"),
        proxy.with("x-api-key", key).with("x-product-key", ""),
    ] {
        let _ = good.ask().await.expect(200);
    }
    for bad in [
        proxy.with("x-other", key),
        proxy.with("authorization", key),
        proxy.with("authorization", &format!("Basic {key}")),
        proxy.with("x-forwarded-uri", &format!("/a?other={key}")),
        proxy.with("x-forwarded-uri", &format!("/a?api_keys={key}")),
        proxy.with("x-forwarded-uri", "/a?api_key=%zz"),
        proxy.with("x-api-key", key).with("x-product-key", other.key()),
        proxy.with("x-api-key", key).with("x-api-key", other.key()),
        proxy.with("authorization", &format!("Bearer {}", other.key())).with("x-api-key", key),
        proxy.with("x-api-key", other.key()).with("x-forwarded-uri", &in_query),
        proxy.with("x-api-key", "é"),
    ] {
        bad.ask().await.error(401, "unauthorized");
    }
}

#[tokio::test]
async fn the_original_request_is_taken_from_where_proxies_tell_it() {
    let server = TestServer::sqlite().await;
    let rules = json!({"rules": [{"path_prefix": "/closed", "permissions": "no:body"}, {"path_prefix": "/", "method": "PUT", "permissions": "no:body"}]});
    let key = made_key(&server.admin(), json!({})).await;
    let proxy = Proxy::before(&server, rules).await.key(&key);
    let below = |rest: &str| Proxy { auth: format!("{}{rest}", proxy.auth), ..proxy.clone() };
    // The first that is there counts, down to the request itself.
    assert_eq!(below("").ask().await.status, 200);
    assert_eq!(below("/open?x=1").ask().await.status, 200);
    assert_eq!(below("/closed/a").ask().await.status, 403);
    assert_eq!(below("/closed").with("x-original-url", "http://a/open").ask().await.status, 200);
    assert_eq!(below("/open").with("x-original-url", "https://a/closed?x").ask().await.status, 403);
    let both = |uri, url| below("").with("x-original-uri", uri).with("x-original-url", url);
    assert_eq!(both("/open", "/closed").ask().await.status, 200);
    assert_eq!(both("/open", "/open").with("x-forwarded-uri", "/closed").ask().await.status, 403);
    assert_eq!(both("/closed", "/closed").with("x-forwarded-uri", "/open").ask().await.status, 200);
    assert_eq!(proxy.line.send(Method::PUT, &proxy.auth, "").await.status, 403);
    let told = proxy.with("x-original-method", "GET");
    assert_eq!(told.line.send(Method::PUT, &told.auth, "body").await.status, 200);
    let told = told.with("x-forwarded-method", "PUT");
    assert_eq!(told.ask().await.status, 403);
    for method in [Method::POST, Method::DELETE, Method::OPTIONS, Method::PATCH] {
        assert_eq!(proxy.line.send(method, &proxy.auth, "").await.status, 200);
    }
}

#[tokio::test]
async fn rules_ask_for_more_where_they_speak() {
    let server = TestServer::sqlite().await;
    let rules = json!({"permissions": "a:read", "rules": [
        {"path_prefix": "/admin", "permissions": "admin:read"},
        {"path_prefix": "/admin", "method": "POST", "permissions": "admin:write"},
        {"path_prefix": "/admin/open"},
    ]});
    let proxy = Proxy::before(&server, rules).await;
    let holder =
        async |permissions: Value| made_key(&server.admin(), json!({"permissions": permissions})).await;
    let reader = proxy.key(&holder(json!(["a:read"])).await);
    let auditor = proxy.key(&holder(json!(["a:read", "admin:read"])).await);
    let root = proxy.key(&holder(json!(["*:*"])).await);
    let half = proxy.key(&holder(json!(["admin:*"])).await);
    for (method, uri, expected) in [
        ("GET", "/", [200, 200, 200, 403]),
        ("GET", "/administrator", [200, 200, 200, 403]),
        ("GET", "/admin", [403, 200, 200, 403]),
        ("HEAD", "/admin/x?y", [403, 200, 200, 403]),
        ("POST", "/admin/x", [403, 403, 200, 403]),
        ("POST", "/%61dmin/x", [403, 403, 200, 403]),
        ("POST", "/admin/open/x", [200, 200, 200, 403]),
    ] {
        let mut got = [0; 4];
        for (at, proxy) in [&reader, &auditor, &root, &half].into_iter().enumerate() {
            got[at] = proxy.status_for(method, uri).await;
        }
        assert_eq!(got, expected, "{method} {uri}");
    }
}

#[tokio::test]
async fn what_could_be_read_in_two_ways_is_refused() {
    let server = TestServer::sqlite().await;
    let proxy = Proxy::before(&server, json!({})).await.key(&server.admin());
    let long = format!("/{}", "a".repeat(10 << 10));
    for uri in [
        "/a/../b",
        "/%2e%2e/a",
        "//a",
        "/a%2fb",
        "/a%00",
        "/a%0ab",
        "/a;b",
        "/a\\b",
        "/%252e",
        "/%c0%af",
        "/a%",
        "a",
        "*",
        "/é",
        &long,
    ] {
        proxy.ask_for("GET", uri).await.error(403, "ambiguous_request");
    }
    for method in ["get", "G T", "É"] {
        proxy.ask_for(method, "/").await.error(403, "ambiguous_request");
    }
    let twice = proxy.with("x-forwarded-uri", "/a").with("x-forwarded-uri", "/b");
    twice.ask().await.error(403, "ambiguous_request");
    let twice = proxy.with("x-forwarded-method", "GET").with("x-forwarded-method", "GET");
    twice.ask().await.error(403, "ambiguous_request");
    proxy.ask_for("GET", &format!("/{}", "a".repeat(64 << 10))).await.error(431, "headers_too_large");
    let _ = proxy.ask_for("GET", "http://example.com/a?b=/../").await.expect(200);
}

#[tokio::test]
async fn nginx_gets_what_it_can_take() {
    let server = TestServer::sqlite().await;
    let proxy = Proxy::before(&server, json!({"deny_style": "nginx"})).await;
    let told = |answer: Answer| {
        let header = |name| answer.header(name).unwrap_or_default().to_owned();
        (answer.status, header("x-keyward-code"), header("x-keyward-status"))
    };
    assert_eq!(told(proxy.ask().await), (401, "unauthorized".to_owned(), String::new()));
    let proxy = proxy.key(&server.admin());
    assert_eq!(told(proxy.ask_for("GET", "//").await), (403, "ambiguous_request".to_owned(), String::new()));
    let huge = format!("/{}", "a".repeat(64 << 10));
    let answer = proxy.with("x-forwarded-uri", &huge).line.get(&proxy.auth).await;
    assert_eq!(told(answer), (403, "headers_too_large".to_owned(), "431".to_owned()));
    assert_eq!(proxy.ask().await.expect(200).header("x-keyward-code"), None);
}

#[tokio::test]
async fn the_clients_address_is_what_the_trusted_hop_saw() {
    let trusting = |config: &mut keyward_server::config::Config| {
        config.server.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    };
    for (server, expected) in [
        (Setup::sqlite().config(trusting).start().await, [200, 403, 403, 200]),
        (TestServer::sqlite().await, [403; 4]),
    ] {
        let key = made_key(&server.admin(), json!({"allowed_ips": ["192.0.2.0/24"]})).await;
        let proxy = Proxy::before(&server, json!({})).await.key(&key);
        let mut got = [0; 4];
        let lists = ["192.0.2.7", "192.0.2.7, 198.51.100.1", "nonsense", "6.6.6.6, 192.0.2.7"];
        for (at, list) in lists.into_iter().enumerate() {
            got[at] = proxy.with("x-forwarded-for", list).ask().await.status;
        }
        assert_eq!(got, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_heard_by_another_instance() {
    let here = TestServer::postgres().await;
    let there = Setup::beside(&here).start().await;
    let admin = here.admin();
    let gate = admin.post("/v1/gates", &json!({"name": "edge"})).await.expect(201);
    let proxy =
        there.anonymous().with("x-gate-secret", gate.text("gate_secret")).with("x-api-key", admin.key());
    let until = async |status: u16| {
        let mut ticks = tokio::time::interval(std::time::Duration::from_millis(10));
        let asked = async {
            while proxy.get("/v1/gates/edge/auth").await.status != status {
                ticks.tick().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), asked).await.expect("heard of in time");
    };
    until(200).await;
    let path = format!("/v1/gates/{}", gate.text("id"));
    let closed = json!({"name": "edge", "permissions": "NOT a:a"});
    let _ = admin.put(&path, &closed).await.expect(200);
    until(403).await;
    let _ = admin.put(&path, &json!({"name": "edge"})).await.expect(200);
    until(200).await;
    let _ = admin.delete(&path).await.expect(204);
    until(401).await;
}

async fn a_pass_takes_of_limits_and_credits_and_a_refusal_takes_nothing(server: &TestServer) {
    let admin = server.admin();
    let proxy = Proxy::before(server, json!({"permissions": "a:read"})).await;
    let told = |answer: &Answer| {
        ["x-ratelimit-limit", "x-ratelimit-remaining", "retry-after"]
            .map(|name| answer.header(name).map(str::to_owned))
    };
    let some = |text: &str| Some(text.to_owned());

    let limit = json!({"name": "calls", "limit": 2, "window_seconds": 60});
    let limited = json!({"permissions": ["a:read"], "limits": [limit]});
    let key = made_key(&admin, limited).await;
    for left in ["1", "0"] {
        let answer = proxy.key(&key).ask().await.expect(200);
        assert_eq!(told(&answer), [some("2"), some(left), None]);
    }
    let answer = proxy.key(&key).ask().await;
    let seconds: u64 = answer.header("retry-after").expect("when to come again").parse().expect("seconds");
    assert_eq!((told(&answer)[1].as_deref(), (1..=64).contains(&seconds)), (Some("0"), true), "{answer:?}");
    answer.error(429, "rate_limited");
    let nginx =
        Proxy::before(server, json!({"name": "nginx", "permissions": "a:read", "deny_style": "nginx"})).await;
    let answer = nginx.key(&key).ask().await;
    assert_eq!((answer.status, answer.header("x-keyward-status")), (403, Some("429")), "{answer:?}");
    // A window is 16 slots, and the one under way counts whole.
    server.clock.advance(std::time::Duration::from_secs(64));
    let _ = proxy.key(&key).ask().await.expect(200);

    let paying = json!({"permissions": ["a:read"], "credits": {"remaining": 1}});
    let key = made_key(&admin, paying).await;
    let other = Proxy::before(server, json!({"name": "other", "permissions": "b:read"})).await;
    other.key(&key).ask().await.error(403, "permission_denied");
    let _ = proxy.key(&key).ask().await.expect(200);
    proxy.key(&key).ask().await.error(403, "credits_exhausted");
}
