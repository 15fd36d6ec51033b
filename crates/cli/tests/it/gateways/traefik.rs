//! Neither Debian nor PyPI has Traefik: its forwardAuth is replayed by hand, with what its file says.

use keyward_testkit::binary::Keyward;
use reqwest::Method;
use serde_json::json;

use super::edge::examples;
use crate::support::{Caller, DEVELOPMENT_KEY, home, new_key};

/// The value of the only line of the file that begins so.
fn setting(file: &str, name: &str) -> String {
    let values: Vec<_> = file.lines().filter_map(|line| line.trim().strip_prefix(name)).collect();
    let [value] = values.iter().filter(|value| **value != "\"\"").collect::<Vec<_>>()[..] else {
        panic!("{name} is {values:?}")
    };
    (*value).to_owned()
}

/// Traefik's question, as its documentation of forwardAuth has it: every header of the client's goes along but for those that Traefik writes.
async fn asks(
    server: &Keyward,
    key: &str,
    method: &str,
    uri: &str,
    more: &[(&str, &str)],
) -> reqwest::Response {
    let file = std::fs::read_to_string(examples().join("traefik/routes.yaml")).expect("the example");
    let url = setting(&file, "address: ").replace("127.0.0.1:4870", &server.address().to_string());
    let path = url.trim_start_matches("http://").split_once('/').expect("a path").1;
    let request = Caller::new(server, key).request(Method::GET, &format!("/{path}"));
    let request = more.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let request = request
        .header("X-Gate-Secret", setting(&file, "X-Gate-Secret: "))
        .header("X-Forwarded-Method", method)
        .header("X-Forwarded-Proto", "http")
        .header("X-Forwarded-Host", "localhost")
        .header("X-Forwarded-Uri", uri)
        .header("X-Forwarded-For", "192.0.2.7");
    request.send().await.expect("an answer")
}

#[tokio::test]
async fn the_example_asks_what_keyward_answers() {
    let server = home().serve(&["--dev"]).await;
    let admin = Caller::new(&server, DEVELOPMENT_KEY);
    let (id, key) = admin.issue(&new_key("Traefik")).await;
    let passed = asks(&server, &key, "POST", "/docs?a=b", &[("X-Keyward-Owner", "spoofed")]).await;
    assert_eq!(passed.status(), 200);
    // What `authResponseHeadersRegex` takes over; before that Traefik takes the client's own out.
    let file = std::fs::read_to_string(examples().join("traefik/routes.yaml")).expect("the example");
    let prefix = setting(&file, "authResponseHeadersRegex: ^").to_ascii_lowercase();
    assert_eq!(passed.headers().keys().filter(|name| name.as_str().starts_with(&prefix)).count(), 9);
    assert_eq!(passed.headers()["x-keyward-key-id"], id.as_str());
    // What the client says of itself Traefik takes out where Keyward tells it, which it does of each at every pass, and the file where it does
    // not.
    assert!(!passed.headers().values().any(|value| value == "spoofed"));
    for name in ["X-Keyward-Status", "X-Keyward-Code", "X-Keyward-Degraded"] {
        assert!(passed.headers().contains_key(name) != file.contains(&format!("{name}: \"\"")), "{name}");
    }
    // Every other answer is the client's, status, headers and body.
    for (key, uri, status) in [("", "/", 401), (&*key, "/admin", 403), (&*key, "/a/../admin", 403)] {
        let refused = asks(&server, key, "GET", uri, &[]).await;
        assert_eq!(refused.status(), status, "{uri}");
        assert!(refused.text().await.expect("a body").contains("\"code\":"), "{uri}");
    }
    let limit = json!({"name": "requests", "limit": 1, "window_seconds": 3600});
    let limited = json!({"name": "Few", "owner": {"external_id": "customer-1"}, "limits": [limit]});
    let (_, few) = admin.issue(&limited).await;
    assert_eq!(asks(&server, &few, "GET", "/", &[]).await.status(), 200);
    let refused = asks(&server, &few, "GET", "/", &[]).await;
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
    // A change counts for the next question.
    assert_eq!(admin.post(&format!("/v1/keys/{id}/disable"), &json!({})).await.status, 200);
    assert_eq!(asks(&server, &key, "GET", "/", &[]).await.status(), 403);
}
