//! The server and a real FastAPI application with slowapi, asked the same (contract hub, part C).

use keyward_server::config::RateLimits;
use keyward_testkit::server::{Setup, TestServer};

use super::customer;
use super::peer::{Peer, send};

const LOGIN: &str = "POST /api/v1/portal/auth/login";
const KEYS: &str = "POST /api/v1/portal/api-keys";
const DELETE: &str = "DELETE /api/v1/portal/api-keys";
pub(super) const JSON: &str = "content-type: application/json";
/// A good token of each side's.
pub(super) const GOOD: &str = "authorization: Bearer {good}";

/// Asks both. `request` is a method and a path, then headers, a line each.
#[track_caller]
pub(super) fn compare(server: &TestServer, peer: &Peer, token: &str, request: &[&str], body: &[u8]) {
    let (first, headers) = request.split_first().expect("a request line");
    let lines = headers.iter().fold(String::new(), |lines, line| lines + line + "\r\n");
    let head = format!("{first} HTTP/1.1\r\n{lines}");
    let ours = send(server.address(), &head.replace("{good}", token), body);
    let theirs = send(peer.address(), &head.replace("{good}", "good"), body);
    ours.is_like(&theirs, &format!("{request:?} {}", String::from_utf8_lossy(body)));
}

/// Whoever is no partner: what comes after every check of the framework is a 403.
pub(super) async fn start() -> (TestServer, Peer, String) {
    let server = TestServer::sqlite().await;
    let token = customer(&server).await.signed_in().text("access_token").to_owned();
    (server, Peer::start("unlimited"), token)
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_without_a_field_at_fault() {
    let (server, peer, token) = start().await;
    for request in [
        // Nowhere, another method, a slash too many.
        &["GET /api/v1/nowhere"][..],
        &["GET /api/v1/"],
        &["GET /api/v1/portal/auth/login"],
        &["HEAD /api/v1/portal/auth/login"],
        &["OPTIONS /api/v1/portal/auth/login"],
        &["PUT /api/v1/portal/api-keys/1", GOOD],
        &["PATCH /api/v1/portal/api-keys/1", GOOD],
        &["GET /api/v1/portal/api-keys/1"],
        &["POST /api/v1/portal/auth/login/?a=b%20c"],
        &["DELETE /api/v1/portal/api-keys/1/"],
        &["GET /api/v1/nowhere/"],
        // No credential, or a bad one.
        &["GET /api/v1/portal/api-keys"],
        &["GET /api/v1/portal/api-keys", "authorization: Basic YTpi"],
        &["GET /api/v1/portal/api-keys", "authorization: Bearer"],
        &["GET /api/v1/portal/api-keys", "authorization: Bearer "],
        &["GET /api/v1/portal/api-keys", "authorization: Bearer nonsense"],
        &["GET /api/v1/portal/api-keys", "authorization: bearer {good}"],
        &["GET /api/v1/portal/api-keys", GOOD],
    ] {
        compare(&server, &peer, &token, request, b"");
    }
    // `HEAD` of what is there to `GET`.
    compare(&server, &peer, &token, &["DELETE /api/v1/portal/auth/refresh"], b"");
    let head = send(server.address(), "HEAD /api/v1/portal/api-keys HTTP/1.1\r\n", b"");
    assert_eq!(head.status, "405 Method Not Allowed");
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_in_order() {
    let (server, peer, token) = start().await;
    let ask = |request: &[&str], body: &[u8]| compare(&server, &peer, &token, request, body);
    // Broken JSON before credentials, credentials before fields, fields before the rest.
    ask(&[KEYS, JSON], b"{");
    ask(&[KEYS, JSON], b"{}");
    ask(&[KEYS, JSON, GOOD], b"{}");
    ask(&[KEYS, JSON, GOOD], br#"{"name":"CI"}"#);
    ask(&[KEYS, JSON, "authorization: Bearer x"], b"[");
    ask(&[KEYS, JSON, "authorization: Bearer x"], b"[]");
    ask(&["DELETE /api/v1/portal/api-keys/x"], b"");
    ask(&["DELETE /api/v1/portal/api-keys/x", GOOD], b"");
    ask(&["DELETE /api/v1/portal/api-keys/1", GOOD], b"");
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_at_fault_are_told_as_pydantic_tells_them() {
    let (server, peer, token) = start().await;
    let ask = |request: &[&str], body: &[u8]| compare(&server, &peer, &token, request, body);
    for body in [
        "",
        "{}",
        "[]",
        "null",
        "\"x\"",
        "5",
        "true",
        "1.5",
        r#"{"name":""}"#,
        r#"{"name":5}"#,
        r#"{"name":null}"#,
        r#"{"name":["é"]}"#,
        r#"{"name":{"a":1.0}}"#,
        r#"{"more":1,"Name":"x"}"#,
        r#"{"name":5,"name":true}"#,
        "\u{feff}{}",
    ] {
        ask(&[KEYS, JSON, GOOD], body.as_bytes());
        ask(&[LOGIN, JSON], body.as_bytes());
    }
    let long = |count: usize| format!(r#"{{"name":"{}"}}"#, "é".repeat(count));
    ask(&[KEYS, JSON, GOOD], long(101).as_bytes());
    ask(&[KEYS, JSON, GOOD], long(100).as_bytes());
    for body in [r#"{"password":7,"email":[]}"#, r#"{"email":"x"}"#, r#"{"email":"a@b.example"}"#] {
        ask(&[LOGIN, JSON], body.as_bytes());
    }
    for body in [
        r#"{"email":"a","password":"1234567","name":"","company":5}"#,
        r#"{"name":"x","password":null}"#,
        r#"{"email":"a@b.com","password":"12345678","name":"x","company":null,"captcha_token":1,"more":[]"#,
    ] {
        ask(&["POST /api/v1/portal/auth/register", JSON], body.as_bytes());
    }
    let long = format!(r#"{{"current_password":"x","new_password":"{}"}}"#, "é".repeat(129));
    for body in
        [&long, r#"{"new_password":"é234567"}"#, r#"{"current_password":"x","new_password":"correct horse"}"#]
    {
        ask(&["POST /api/v1/portal/profile/password", JSON, GOOD], body.as_bytes());
    }
    for body in [r#"{"target":"customer"}"#, r#"{"target":5}"#, r#"{"target":null}"#, "{}"] {
        ask(&["POST /api/v1/portal/profile/upgrade", JSON, GOOD], body.as_bytes());
    }
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-8",
        "application/ld+json",
        "APPLICATION/JSON",
        "text/json",
        "json",
    ] {
        ask(&[KEYS, &format!("content-type: {kind}"), GOOD], br#"{"name":""}"#);
    }
    ask(&[KEYS, GOOD], br#"{"name":"x"}"#);
    ask(&[KEYS, JSON, GOOD], b"\"\xff\"");
    for id in
        ["x", "1.5", "1.0", "%20", "-1", "+1", "1_0", "0x1", "1e3", "99999999999999999999", "%C3%A9", "None"]
    {
        ask(&[&format!("{DELETE}/{id}"), GOOD], b"");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_refused_with_email_validator_s_reasons() {
    let (server, peer, token) = start().await;
    let long = format!("{}@example.com", "a".repeat(250));
    let label = format!("a@{}.com", "b".repeat(64));
    let domain = format!("a@{}.com", vec!["b".repeat(60); 5].join("."));
    let huge = "a".repeat(2049);
    for email in [
        "",
        "a",
        "@",
        "a@",
        "@b.com",
        "a@b",
        "a b@c.com",
        "a@b c.com",
        "a@b@c.com",
        "a..b@c.com",
        ".a@b.com",
        "a.@b.com",
        "a@.b.com",
        "a@b.com.",
        "a@b..com",
        "a@-b.com",
        "a@b.com-",
        "a@b-.com",
        "a@b.1",
        "a@[127.0.0.1]",
        "a@ab--c.com",
        "\"a b\"@c.com",
        "a(b)@c.com",
        "a\\b@c.com",
        "a@b_c.com",
        "a@b.com\r\nBcc: d@e.com",
        "a@b'c.com",
        "a,b;c@d.com",
        "a@b.com ",
        " a+tag@b.com",
        "ü@b.com",
        "a@bücher.com",
        "a＠b.com",
        "a<b@c.com",
        &long,
        &label,
        &domain,
        &huge,
    ] {
        let body = serde_json::json!({"email": email, "password": "x"}).to_string();
        compare(&server, &peer, &token, &[LOGIN, JSON], body.as_bytes());
    }
}

/// Documents that are broken in every place: cut off, and with a character left out or replaced.
fn broken() -> Vec<String> {
    let whole = r#" {"name": "a\u00e9\n\ud83d\ude00", "é" : [1, -2.5e3, true,null], "o":{ "a":false } }"#;
    let chars: Vec<char> = whole.chars().collect();
    let text = |chars: &[char]| chars.iter().collect::<String>();
    let mut all = Vec::new();
    for at in 0..chars.len() {
        all.push(text(&chars[..at]));
        let mut less = chars.clone();
        less.remove(at);
        all.push(text(&less));
        for other in ['x', '"', '\\', '\n', ','] {
            let mut replaced = chars.clone();
            replaced[at] = other;
            all.push(text(&replaced));
        }
    }
    // Python 3.13 has words of its own for a trailing comma, and half a surrogate pair is no text for anybody.
    all.retain(|text| {
        !text.replace([' ', '\n'], "").contains(",}") && !text.replace([' ', '\n'], "").contains(",]")
    });
    all.retain(|text| whole_pairs(text) && !text.contains(r"\\u"));
    all.push(format!("{whole}{whole}"));
    all
}

fn whole_pairs(text: &str) -> bool {
    text.matches(r"\ud83d\ude00").count()
        == text.matches(r"\ud83").count().max(text.matches(r"\ude00").count())
        && text.contains(r"\ud83d") == text.contains(r"\ude00")
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_json_is_told_in_python_s_words() {
    let (server, peer, token) = start().await;
    let all = broken();
    assert!(all.len() > 300, "{}", all.len());
    for body in &all {
        // Without a credential: what is JSON is a 401.
        compare(&server, &peer, &token, &[KEYS, JSON], body.as_bytes());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_are_told_as_slowapi_tells_it() {
    let server = Setup::sqlite().config(|config| config.rate_limits = RateLimits::default()).start().await;
    let peer = Peer::start("limited");
    let ask = |body: &[u8]| compare(&server, &peer, "", &[LOGIN, JSON], body);
    let wrong = br#"{"email":"nobody@example.com","password":"wrong"}"#;
    for _ in 0..5 {
        // These cost nothing.
        ask(b"{");
        ask(b"{}");
        ask(wrong);
    }
    ask(wrong);
    ask(b"{}");
    let head = format!("{LOGIN} HTTP/1.1\r\n{JSON}\r\n");
    let (ours, theirs) = (send(server.address(), &head, wrong), send(peer.address(), &head, wrong));
    assert_eq!(ours.status, "429 Too Many Requests");
    let text = "Rate limit exceeded: 5 per 1 minute";
    assert_eq!(ours.body, format!(r#"{{"detail":"{text}","code":"rate_limited","error":"{text}"}}"#));
    for name in ["x-ratelimit-limit", "x-ratelimit-remaining"] {
        assert_eq!(ours.header(name), theirs.header(name), "{name}");
    }
    for name in ["x-ratelimit-reset", "retry-after"] {
        assert!(theirs.header(name).is_some(), "{name}");
        assert!(
            ours.header(name).is_some_and(|value| value.parse::<i64>().is_ok_and(|it| it >= 1)),
            "{name}"
        );
    }
}
