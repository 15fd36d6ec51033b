//! The customers' page.

mod brand;
mod browser;
mod hostile;
mod licenses;

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};
use std::time::Duration;

use crate::given::{code_of, event, made_key, merged};
use crate::on_both;
use browser::Browser;

on_both! {
    a_customer_comes_in_sees_what_is_its_own_and_makes_a_key
    a_session_that_is_over_says_what_to_do
}

/// The token of a new session of `customer-1`, which is made with a key of its.
async fn token(server: &TestServer, more: Value) -> String {
    let _ = made_key(&server.admin(), json!({"name": "First"})).await;
    let body = merged(json!({"external_id": "customer-1"}), more);
    server.admin().post("/v1/portal/sessions", &body).await.expect(201).text("token").to_owned()
}

/// A browser in which the customer is.
async fn inside(server: &TestServer, more: Value) -> Browser {
    let mut browser = Browser::new(server);
    browser.enter(&token(server, more).await).await;
    browser
}

async fn a_customer_comes_in_sees_what_is_its_own_and_makes_a_key(server: &TestServer) {
    let admin = server.admin();
    let _ = made_key(&admin, json!({"name": "Somebody else's", "owner": {"external_id": "other"}})).await;
    for _ in 0..3 {
        let _ = admin.post("/v1/events", &event()).await.expect(202);
    }
    let token = token(server, json!({"permissions": ["documents:read"]})).await;
    let mut browser = Browser::new(server);
    let entered = browser.post("/portal/enter", &[("token", &token)]).await;
    assert_eq!((entered.status, entered.header("location")), (303, "/portal"));
    let cookie = entered.header("set-cookie");
    for part in
        ["__Host-keyward-portal=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age="]
    {
        assert!(cookie.contains(part), "{cookie}");
    }
    let page = browser.get("/portal").await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    let policy = page.header("content-security-policy");
    assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
    assert!(policy.contains(&format!("script-src 'nonce-{}';", page.nonce())), "{policy}");
    assert_ne!(browser.get("/portal").await.nonce(), page.nonce(), "each page has its own");
    assert!(
        page.body.contains("First") && page.body.contains("<strong>call</strong><span>3</span>"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("Somebody else") && !page.body.contains(&token));

    let made =
        browser.post("/portal/keys", &[("mark", &page.mark()), ("name", "Laptop"), ("days", "30")]).await;
    let secret =
        made.body.split("id=\"secret\" tabindex=\"0\">").nth(1).and_then(|rest| rest.split('<').next());
    let secret = secret.expect("the secret").to_owned();
    assert_eq!((made.status, code_of(&admin, &secret).await.as_str()), (200, "VALID"));
    let again = browser.get("/portal").await;
    assert!(again.body.contains("Laptop") && !again.body.contains(&secret));
    assert!(again.body.contains("may <code>documents:read</code>"));

    let revoke = again.body.split("action=\"/portal/keys/").nth(1).and_then(|rest| rest.split('"').next());
    let path = format!("/portal/keys/{}", revoke.expect("a form"));
    let revoked = browser.post(&path, &[("mark", &again.mark())]).await;
    assert_eq!((revoked.status, revoked.header("location")), (303, "/portal?done=revoked"));
    assert_eq!(code_of(&admin, &secret).await, "REVOKED");
    assert!(browser.get("/portal?done=revoked").await.body.contains("The key is revoked."));
}

async fn a_session_that_is_over_says_what_to_do(server: &TestServer) {
    let over = "Your session has ended";
    let mut browser = inside(server, json!({"ttl_seconds": 60})).await;
    let mark = browser.get("/portal").await.mark();
    server.clock.advance(Duration::from_mins(2));
    let page = browser.get("/portal").await;
    assert_eq!(page.status, 401);
    assert!(page.body.contains(over) && !page.body.contains("First"), "{}", page.body);
    let late = browser.post("/portal/keys", &[("mark", &mark), ("name", "Late")]).await;
    assert!(late.status == 401 && late.body.contains(over));

    let opened =
        server.admin().post("/v1/portal/sessions", &json!({"external_id": "customer-1"})).await.expect(201);
    browser.enter(opened.text("token")).await;
    assert_eq!(browser.get("/portal").await.status, 200);
    let _ = server.admin().delete(&format!("/v1/portal/sessions/{}", opened.text("id"))).await.expect(204);
    assert_eq!(browser.get("/portal").await.status, 401);

    let stranger = Browser::new(server).get("/portal").await;
    assert!(
        stranger.status == 200 && stranger.body.contains("<noscript>"),
        "a link opens it: {}",
        stranger.body
    );
    for wrong in ["", "kwp_nothing", &"x".repeat(5000)] {
        let answer = browser.post("/portal/enter", &[("token", wrong)]).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (401, ""), "{wrong:.20}");
    }
}

#[tokio::test]
async fn what_a_session_does_not_allow_is_not_there() {
    let server = TestServer::sqlite().await;
    let mut browser = inside(&server, json!({"allow": ["usage:read"]})).await;
    let page = browser.get("/portal").await;
    assert!(
        page.body.contains("id=\"usage\"")
            && !page.body.contains("id=\"keys\"")
            && !page.body.contains("First")
    );
    assert!(!page.body.contains("id=\"licenses\""));

    let mut reader = inside(&server, json!({"allow": ["keys:read"]})).await;
    let page = reader.get("/portal").await;
    assert!(page.body.contains("First") && !page.body.contains("action=\"/portal/keys\""));
    assert!(!page.body.contains("Requests let through"));
}

#[tokio::test]
async fn what_is_not_done_is_said_on_the_page() {
    let server = TestServer::sqlite().await;
    let mut browser = inside(&server, json!({})).await;
    let mark = browser.get("/portal").await.mark();
    let nameless = browser.post("/portal/keys", &[("mark", &mark), ("name", "  ")]).await;
    assert!(nameless.status == 400 && nameless.body.contains("Not done: name "), "{}", nameless.body);
    let odd = browser.post("/portal/keys", &[("mark", &mark), ("name", "x"), ("days", "-1")]).await;
    assert!(odd.status == 400 && odd.body.contains("The expiry must be one of the list."));
    let absent = browser.post("/portal/keys/key_nothing/revoke", &[("mark", &mark)]).await;
    assert_eq!(absent.status, 404);
    server.set_status(keyward_domain::TenantStatus::Suspended).await;
    let page = browser.get("/portal").await;
    assert!(page.status == 200 && page.body.contains("changes are switched off"));
    assert_eq!(browser.post("/portal/keys", &[("mark", &mark), ("name", "x")]).await.status, 403);
}

#[tokio::test]
async fn keys_come_in_pages() {
    let server = TestServer::sqlite().await;
    let mut browser = inside(&server, json!({})).await;
    for number in 0..25 {
        let _ = made_key(&server.admin(), json!({"name": format!("Number {number}")})).await;
    }
    let first = browser.get("/portal").await;
    assert!(
        first.body.contains("/portal?keys=20")
            && first.body.contains("Number 24")
            && !first.body.contains("First")
    );
    let second = browser.get("/portal?keys=20").await;
    assert!(
        second.body.contains("First") && second.body.contains(">Newer<") && !second.body.contains(">Older<")
    );
    assert_eq!(browser.get("/portal?keys=x").await.status, 200);
    assert_eq!(browser.get(&format!("/portal?keys={}", u64::MAX)).await.status, 200);
}

#[tokio::test]
async fn who_leaves_is_out() {
    let server = TestServer::sqlite().await;
    let mut browser = inside(&server, json!({})).await;
    let mark = browser.get("/portal").await.mark();
    assert_eq!(browser.post("/portal/leave", &[]).await.status, 403, "only a form of its own page counts");
    let left = browser.post("/portal/leave", &[("mark", &mark)]).await;
    assert!(left.status == 200 && left.header("set-cookie").contains("Max-Age=0"));
    assert!(!browser.get("/portal").await.body.contains("First"));
}
