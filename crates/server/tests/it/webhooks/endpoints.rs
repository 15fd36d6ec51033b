use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use super::{ENDPOINTS, endpoint, server};

const URL: &str = "https://hooks.invalid/hook";

#[tokio::test]
async fn an_endpoint_is_made_shown_changed_and_removed() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let made = endpoint(&admin, URL, &["key.*", "customer.created"]).await;
    let secret = made.text("secret");
    assert!(secret.starts_with("whsec_") && secret.len() == 50, "{secret}");
    let path = format!("{ENDPOINTS}/{}", made.text("id"));
    let shown = admin.get(&path).await.expect(200);
    assert_eq!(shown["secret"], Value::Null, "told once");
    assert_eq!((&shown["url"], &shown["is_active"]), (&URL.into(), &true.into()));
    assert_eq!(shown["events"], json!(["key.*", "customer.created"]));
    let change = json!({"events": ["*"], "description": "all of it", "is_active": false});
    let changed = admin.patch(&path, &change).await.expect(200);
    assert_eq!((&changed["events"], &changed["description"]), (&json!(["*"]), &"all of it".into()));
    assert_eq!((&changed["url"], &changed["is_active"]), (&URL.into(), &false.into()));
    let changed = admin.patch(&path, &json!({"description": null})).await.expect(200);
    assert_eq!((&changed["description"], &changed["events"]), (&Value::Null, &json!(["*"])));
    let _ = admin.post(&format!("{path}/test"), &json!({})).await.error(400, "invalid_operation");
    let listed = admin.get(ENDPOINTS).await.expect(200);
    assert_eq!((listed["items"].as_array().unwrap().len(), &listed["pagination"]["total"]), (1, &1.into()));
    for other in [server.stranger(), server.admin_in_production()] {
        let _ = other.get(&path).await.error(404, "not_found");
        let _ = other.patch(&path, &json!({})).await.error(404, "not_found");
        let _ = other.delete(&path).await.error(404, "not_found");
        assert_eq!(other.get(ENDPOINTS).await.expect(200)["items"], json!([]));
    }
    let _ = admin.delete(&path).await.expect(204);
    let _ = admin.get(&path).await.error(404, "not_found");
    let _ = admin.delete(&path).await.error(404, "not_found");
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    for (body, field) in [
        (json!({"url": "http://hooks.invalid/", "events": ["*"]}), "url"),
        (json!({"url": "https://127.0.0.1/", "events": ["*"]}), "url"),
        (json!({"url": "https://[::1]/", "events": ["*"]}), "url"),
        (json!({"url": "https://169.254.169.254/", "events": ["*"]}), "url"),
        (json!({"url": "nonsense", "events": ["*"]}), "url"),
        (json!({"url": URL, "events": []}), "events"),
        (json!({"url": URL, "events": ["key.created", "key.exploded"]}), "events[1]"),
        (json!({"url": URL, "events": ["*"], "description": "x".repeat(1001)}), "description"),
        (json!({"url": URL}), "events"),
        (json!({"url": URL, "events": "*"}), "events"),
    ] {
        let answer = admin.post(ENDPOINTS, &body).await.error(400, "validation_error");
        assert!(answer["details"][field].is_string(), "{answer:?}");
    }
    let answer = admin.get(&format!("{ENDPOINTS}?limit=0")).await.error(400, "validation_error");
    assert!(answer["details"]["limit"].is_string());
    let path = format!("{ENDPOINTS}/{}", endpoint(&admin, URL, &["*"]).await.text("id"));
    let answer = admin.get(&format!("{path}/deliveries?state=lost")).await.error(400, "validation_error");
    assert!(answer["details"]["state"].is_string());
    let _ =
        admin.post("/v1/webhooks/deliveries/nonsense/redeliver", &json!({})).await.error(404, "not_found");
    let grace = json!({"grace_seconds": 604_801});
    let _ = admin.post(&format!("{path}/rotate-secret"), &grace).await.error(400, "validation_error");
}

#[tokio::test]
async fn a_retry_gets_the_first_secret_again() {
    let server = server().await;
    let once = server.admin().with("idempotency-key", "one");
    let body = json!({"url": URL, "events": ["*"]});
    let (first, again) = (once.post(ENDPOINTS, &body).await, once.post(ENDPOINTS, &body).await);
    assert_eq!(
        (first.expect(201).text, again.header("idempotent-replayed")),
        (again.text.clone(), Some("true"))
    );
    let path = format!("{ENDPOINTS}/{}/rotate-secret", again.text("id"));
    let rotated = server.admin().post(&path, &json!({})).await.expect(201);
    assert_ne!(rotated.text("secret"), again.text("secret"));
    assert!(rotated["old_secret_until"].is_string());
}
