//! What holds for every request, whatever its route.

use keyward_testkit::actors::{Caller, Method};
use keyward_testkit::server::{Setup, TestServer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends bytes as they are, and reads to the end of the connection.
pub(crate) async fn raw(server: &TestServer, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
    stream.write_all(bytes).await.expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8(answer).expect("text")
}

#[tokio::test]
async fn a_sane_request_id_is_taken_over() {
    let server = TestServer::sqlite().await;
    for id in ["0af7651916cd43dd8448eb211c80319c", "a", "req-1.2_3:4/5+6=", &"a".repeat(128)] {
        for path in ["/health", "/v1/keys", "/nowhere"] {
            let answer = server.anonymous().with("x-request-id", id).get(path).await;
            assert_eq!(answer.header("x-request-id"), Some(id), "{path}");
        }
    }
}

#[tokio::test]
async fn another_request_id_is_replaced_by_a_new_one() {
    let server = TestServer::sqlite().await;
    let mut seen = std::collections::HashSet::new();
    for id in ["", "a b", "\"", "é", &"a".repeat(129), "{}"] {
        let answer = server.anonymous().with("x-request-id", id).get("/health").await;
        let given = answer.header("x-request-id").expect("an id").to_owned();
        assert_ne!(given, id);
        assert!(seen.insert(given), "each has its own");
    }
}

#[tokio::test]
async fn verify_answers_with_the_request_id_of_its_header() {
    let server = TestServer::sqlite().await;
    let answer = crate::given::verified(&server.admin(), "x", serde_json::json!({})).await.expect(200);
    assert_eq!(answer.header("x-request-id"), Some(answer.text("request_id")));
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let server = TestServer::sqlite().await;
    for path in ["/v1", "/v1/", "/v1/keys/", "/v1/nothing", "/v1/keys/a/b/c", "//v1/keys", "/V1/keys"] {
        server.admin().get(path).await.error(404, "not_found");
    }
}

#[tokio::test]
async fn another_method_is_not_allowed_and_allow_says_which_are() {
    let server = TestServer::sqlite().await;
    for (method, path, allowed) in [
        (Method::PUT, "/v1/keys", "GET"),
        (Method::DELETE, "/v1/secrets/api/keys", "POST"),
        (Method::PUT, "/v1/secrets/api/keys/key_1", "DELETE"),
        (Method::PATCH, "/v1/secrets/api/keys/key_1", "DELETE"),
        (Method::POST, "/v1/keys/whoami", "GET"),
        (Method::TRACE, "/health", "GET"),
    ] {
        let answer = server.admin().send(method.clone(), path, "").await.error(405, "method_not_allowed");
        let allow = answer.header("allow").unwrap_or_default().to_owned();
        assert!(allow.split(',').any(|one| one.trim() == allowed), "{method} {path}: {allow}");
    }
}

#[tokio::test]
async fn a_body_past_the_bound_is_too_large() {
    let server = TestServer::sqlite().await;
    let body = serde_json::json!({"name": "x".repeat(5 << 20)}).to_string();
    for (method, path) in [
        (Method::POST, "/v1/keys"),
        (Method::POST, "/v1/keys/verify"),
        (Method::POST, "/v1/secrets/api/keys"),
        (Method::PATCH, "/v1/keys/key_1"),
        (Method::POST, "/v1/keys/key_1/rotate"),
    ] {
        let answer = server.admin().send(method, path, body.clone()).await;
        answer.error(413, "payload_too_large");
    }
}

#[tokio::test]
async fn an_import_has_a_bound_of_its_own() {
    let server = Setup::sqlite().config(|config| config.server.import_max_body_bytes = 2048).start().await;
    let answer = server.admin().send(Method::POST, "/v1/keys/import", " ".repeat(2049)).await;
    answer.error(413, "payload_too_large");
}

#[tokio::test]
async fn headers_past_the_bound_are_too_large() {
    let server = TestServer::sqlite().await;
    let answer = server.admin().with("x-long", &"x".repeat(100 << 10)).get("/health").await;
    answer.error(431, "headers_too_large");
    let mut caller = server.admin();
    for _ in 0..20 {
        caller = caller.with("x-many", &"x".repeat(1 << 10));
    }
    caller.get("/health").await.error(431, "headers_too_large");
}

#[tokio::test]
async fn what_is_no_http_is_refused_and_the_server_lives() {
    let server = TestServer::sqlite().await;
    for bytes in [b"\0\0\0\0\r\n\r\n".as_slice(), b"GET /health\r\n\r\n", b"GET /he alth HTTP/1.1\r\n\r\n"] {
        let answer = raw(&server, bytes).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    let _ = server.anonymous().get("/health").await.expect(200);
}

#[tokio::test]
async fn health_and_readiness_are_for_everybody() {
    let server = TestServer::sqlite().await;
    for path in ["/health", "/ready"] {
        assert_eq!(server.anonymous().get(path).await.expect(200)["status"], "ok");
    }
}

#[tokio::test]
async fn a_server_that_stops_answers_what_it_has_begun() {
    let server = TestServer::sqlite().await;
    let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
    let head =
        "POST /v1/keys/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("sent");
    let mut buffer = [0; 1024];
    let read = stream.read(&mut buffer).await.expect("an answer");
    assert!(buffer[..read].starts_with(b"HTTP/1.1 401 "), "{}", String::from_utf8_lossy(&buffer[..read]));
    drop(server);
}
