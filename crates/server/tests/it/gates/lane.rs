//! What is answered in the lane of the gates is what hyper and the rest of the server would have answered.

use keyward_testkit::actors::Caller as _;
use keyward_testkit::server::{Setup, TestServer};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::given::{UNKNOWN_KEY, made_key};

/// A connection, spoken on by bytes.
struct Line(BufReader<TcpStream>);

/// An answer: its first line, its headers in the order of their names, and its body.
#[derive(Debug, PartialEq)]
struct Heard {
    status: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Line {
    async fn begin(server: &TestServer) -> Self {
        Self(BufReader::new(TcpStream::connect(server.address()).await.expect("a connection")))
    }

    /// One that has left the lane.
    async fn of_hyper(server: &TestServer) -> Self {
        let mut line = Self::begin(server).await;
        line.say("GET /health HTTP/1.1\r\nhost: a\r\n\r\n").await;
        assert_eq!(line.hear(true).await.status, "HTTP/1.1 200 OK");
        line
    }

    async fn say(&mut self, bytes: &str) {
        self.0.write_all(bytes.as_bytes()).await.expect("sent");
    }

    async fn hear(&mut self, with_body: bool) -> Heard {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).await.expect("a line"), 0, "ended after {lines:?}");
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let mut lines = lines.into_iter();
        let status = lines.next().expect("a first line");
        let mut headers: Vec<_> = lines
            .map(|line| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())))
            .map(|header| header.expect("a header"))
            .collect();
        headers.sort();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.map_or(0, |(_, value)| value.parse().expect("a number"));
        let mut body = vec![0; if with_body { length } else { 0 }];
        self.0.read_exact(&mut body).await.expect("a body");
        Heard { status, headers, body: String::from_utf8(body).expect("text") }
    }

    async fn ends(mut self) {
        let mut rest = Vec::new();
        self.0.read_to_end(&mut rest).await.expect("an end");
        assert_eq!(String::from_utf8_lossy(&rest), "");
    }
}

fn question(path: &str, headers: &[(&str, &str)]) -> String {
    let first = format!("{path} HTTP/1.1\r\nhost: a\r\nx-request-id: same\r\n");
    headers.iter().fold(first, |lines, (name, value)| lines + name + ": " + value + "\r\n") + "\r\n"
}

struct Edge {
    server: TestServer,
    auth: String,
    secret: String,
    key: String,
}

impl Edge {
    async fn new() -> Self {
        Self::before(TestServer::sqlite().await).await
    }

    async fn before(server: TestServer) -> Self {
        let gate = server.admin().post("/v1/gates", &json!({"name": "edge"})).await.expect(201);
        let more = json!({"permissions": ["a:read"], "limits": [{"name": "requests", "limit": 1_000_000, "window_seconds": 60}]});
        let key = made_key(&server.admin(), more).await;
        let (secret, key) = (gate.text("gate_secret").to_owned(), key.key().to_owned());
        Self { server, auth: "/v1/gates/edge/auth".to_owned(), secret, key }
    }

    fn passing(&self) -> String {
        question(&format!("GET {}", self.auth), &[("x-gate-secret", &self.secret), ("x-api-key", &self.key)])
    }
}

/// But for the time, and for what a check takes of a limit.
fn alike(mut heard: Heard) -> Heard {
    heard.headers.retain(|(name, value)| match name.as_str() {
        "date" => {
            assert!(value.ends_with(" GMT"), "{value}");
            false
        }
        "x-ratelimit-remaining" => false,
        _ => true,
    });
    heard
}

#[tokio::test]
async fn the_same_is_answered_as_by_hyper() {
    let edge = Edge::new().await;
    let few = json!({"limits": [{"name": "few", "limit": 1, "window_seconds": 60}]});
    let few = made_key(&edge.server.admin(), few).await;
    let nginx = json!({"name": "nginx", "deny_style": "nginx"});
    let nginx = edge.server.admin().post("/v1/gates", &nginx).await.expect(201);
    let nginx = ("x-gate-secret", nginx.text("gate_secret"));
    let (secret, key) = (("x-gate-secret", &*edge.secret), ("x-api-key", &*edge.key));
    let get = format!("GET {}", edge.auth);
    let bearer = format!("Bearer {}", edge.key);
    let few = ("x-api-key", few.key());
    let _ =
        edge.server.anonymous().with(secret.0, secret.1).with(few.0, few.1).get(&edge.auth).await.expect(200);
    let long = "a".repeat(20_000);
    let many: Vec<_> = (0..40).map(|number| (format!("x-{number}"), "a")).collect();
    let many: Vec<_> =
        many.iter().map(|(name, value)| (name.as_str(), *value)).chain([secret, key]).collect();
    let questions: &[(&str, &[(&str, &str)])] = &[
        (&get, &[secret, key]),
        (&get, &[secret, ("AUTHORIZATION", &bearer), ("Connection", "Keep-Alive")]),
        (&get, &[secret, few]),
        (&get, &[secret]),
        (&get, &[secret, ("x-api-key", UNKNOWN_KEY)]),
        (&get, &[secret, key, ("x-api-key", UNKNOWN_KEY)]),
        (&get, &[secret, key, ("x-api-key", "\u{e9}")]),
        (&get, &[key]),
        (&get, &[("x-gate-secret", "kwg_wrong"), key]),
        (&get, &[secret, secret, key]),
        (&get, &[secret, key, ("x-forwarded-method", "POST"), ("x-forwarded-uri", "/a?b=c")]),
        (&get, &[secret, key, ("x-forwarded-uri", "/a/../b")]),
        (&get, &[secret, key, ("x-forwarded-uri", "/a"), ("x-forwarded-uri", "/b")]),
        (&get, &[secret, key, ("x-original-url", "/a%00b")]),
        (&get, &[secret, key, ("content-length", "0"), ("x-forwarded-for", "192.0.2.1")]),
        ("GET /v1/gates/nginx/auth", &[nginx]),
        ("GET /v1/gates/nginx/auth", &[nginx, few]),
        ("GET /v1/gates/nobody/auth", &[secret, key]),
        ("GET /v1/gates/%65dge/auth", &[secret, key]),
        ("DELETE /v1/gates/edge/auth/a/b?c=d", &[secret, key]),
        ("GET /v1/gates/edge/auth//../x", &[secret, key]),
        // None of these is for the lane.
        ("HEAD /v1/gates/edge/auth", &[secret, key]),
        ("GET /v1/gates/edge/auth/\"a\"", &[secret, key]),
        ("GET /v1/gates/edge/authority", &[secret, key]),
        ("GET /v1/gates", &[key]),
        (&get, &[secret, key, ("x-long", &long)]),
        (&get, &many),
    ];
    for (path, headers) in questions {
        let bytes = question(path, headers);
        let (mut lane, mut hyper) = (Line::begin(&edge.server).await, Line::of_hyper(&edge.server).await);
        // Twice, for what is known of a key from the second time on.
        for _ in 0..2 {
            lane.say(&bytes).await;
            hyper.say(&bytes).await;
            let with_body = !path.starts_with("HEAD");
            let answers = (lane.hear(with_body).await, hyper.hear(with_body).await);
            assert_eq!(alike(answers.0), alike(answers.1), "{path} {headers:?}");
        }
    }
}

#[tokio::test]
async fn what_is_asked_at_once_is_answered_in_turn_and_left_with_what_is_no_question() {
    let edge = Edge::new().await;
    let mut line = Line::begin(&edge.server).await;
    let body = json!({"key": edge.key}).to_string();
    let admin = edge.server.admin();
    let verify = format!(
        "POST /v1/keys/verify HTTP/1.1\r\nhost: a\r\nx-api-key: {}\r\ncontent-length: {}\r\n\r\n{body}",
        admin.key(),
        body.len()
    );
    let refused = question(&format!("GET {}", edge.auth), &[("x-gate-secret", &edge.secret)]);
    let passing = edge.passing();
    line.say(&format!("{passing}{refused}{passing}{verify}{passing}")).await;
    for status in [200, 401, 200] {
        let heard = line.hear(true).await;
        assert!(heard.status.starts_with(&format!("HTTP/1.1 {status} ")), "{heard:?}");
    }
    assert!(line.hear(true).await.body.contains("\"code\":\"VALID\""));
    assert_eq!(line.hear(true).await.status, "HTTP/1.1 200 OK");
}

#[tokio::test]
async fn a_question_may_come_in_pieces() {
    let edge = Edge::new().await;
    let mut line = Line::begin(&edge.server).await;
    for _ in 0..2 {
        for piece in edge.passing().as_bytes().chunks(7) {
            line.say(std::str::from_utf8(piece).expect("ASCII")).await;
            line.0.get_mut().flush().await.expect("sent");
        }
        assert_eq!(line.hear(true).await.status, "HTTP/1.1 200 OK");
    }
}

/// Each a way to make two servers disagree where a request ends.
#[tokio::test]
async fn a_body_is_never_taken_for_a_question() {
    let edge = Edge::new().await;
    let get = format!("GET {}", edge.auth);
    let credentials = [("x-gate-secret", &*edge.secret), ("x-api-key", &*edge.key)];
    let inner = edge.passing();
    let length = inner.len().to_string();
    for (more, body) in [
        (&[("content-length", &*length)][..], inner.clone()),
        (&[("transfer-encoding", "chunked")], format!("{:x}\r\n{inner}\r\n0\r\n\r\n", inner.len())),
        (&[("content-length", "0"), ("content-length", &*length)], inner.clone()),
        (&[("content-length", "0"), ("transfer-encoding", "chunked")], "0\r\n\r\n".to_owned()),
        (&[("content-length", "+0")], String::new()),
        (&[("expect", "100-continue"), ("content-length", &*length)], inner.clone()),
    ] {
        let mut line = Line::begin(&edge.server).await;
        let headers: Vec<_> =
            credentials.into_iter().chain(more.iter().copied()).chain([("connection", "close")]).collect();
        line.say(&format!("{}{body}", question(&get, &headers))).await;
        let mut answers = String::new();
        // Hyper may end a connection whose body it did not read by a reset.
        let _ = line.0.read_to_string(&mut answers).await;
        assert_eq!(
            answers.matches("HTTP/1.1 2").count() + answers.matches("HTTP/1.1 4").count(),
            1,
            "{more:?}: {answers}"
        );
    }
}

#[tokio::test]
async fn a_connection_on_which_nothing_is_asked_ends() {
    let server = Setup::sqlite().config(|config| config.server.keep_alive_seconds = 1).start().await;
    let edge = Edge::before(server).await;
    let silent = Line::begin(&edge.server).await;
    let mut slow = Line::begin(&edge.server).await;
    let passing = edge.passing();
    slow.say(&passing[..passing.len() / 2]).await;
    let mut asked = Line::begin(&edge.server).await;
    asked.say(&passing).await;
    assert_eq!(asked.hear(true).await.status, "HTTP/1.1 200 OK");
    silent.ends().await;
    slow.ends().await;
    asked.ends().await;
}

#[tokio::test]
async fn a_server_that_stops_ends_what_waits_in_the_lane() {
    let edge = Edge::new().await;
    let mut line = Line::begin(&edge.server).await;
    line.say(&edge.passing()).await;
    assert_eq!(line.hear(true).await.status, "HTTP/1.1 200 OK");
    drop(edge.server);
    line.ends().await;
}
