//! What others try: texts that are no texts, forms of other pages, keys of other customers.

use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use super::browser::{Browser, Seen};
use super::{inside, token};
use crate::given::{code_of, made_key};

const SCRIPT: &str = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

#[tokio::test]
async fn whatever_a_text_says_it_is_a_text() {
    let server = TestServer::sqlite().await;
    let admin = server.admin();
    let customer = json!({"external_id": "evil", "name": SCRIPT, "metadata": {"x": SCRIPT}});
    let _ = admin.post("/v1/customers", &customer).await.expect(201);
    let owner = json!({"external_id": "evil"});
    let _ = made_key(&admin, json!({"name": SCRIPT, "owner": owner, "metadata": {"x": SCRIPT}})).await;
    let event = json!({"event_name": SCRIPT, "external_customer_id": "evil", "properties": {"x": SCRIPT}});
    let _ = admin.post("/v1/events", &event).await.expect(202);
    let opened = admin.post("/v1/portal/sessions", &json!({"external_id": "evil"})).await.expect(201);
    let mut browser = Browser::new(&server);
    browser.enter(opened.text("token")).await;
    let page = browser.get("/portal").await;
    let made = browser.post("/portal/keys", &[("mark", &page.mark()), ("name", SCRIPT)]).await;
    assert_eq!(made.status, 200);
    let long = browser.post("/portal/keys", &[("mark", &page.mark()), ("name", &SCRIPT.repeat(99))]).await;
    assert_eq!(long.status, 400);
    let asked = browser.get("/portal?done=%3Cscript%3Ealert(1)%3C/script%3E&keys=%3Cimg%3E").await;
    for page in [page, made, long, asked] {
        for bad in ["<script>alert", "<img src=x", "</title><script"] {
            assert!(!page.body.contains(bad), "{bad}:\n{}", page.body);
        }
        assert_eq!(page.body.matches("<script").count(), 1, "its own");
    }
}

#[tokio::test]
async fn a_form_of_another_page_changes_nothing() {
    let server = TestServer::sqlite().await;
    let token = token(&server, json!({})).await;
    let mut other = Browser::new(&server).with("sec-fetch-site", "cross-site");
    let answer = other.post("/portal/enter", &[("token", &token)]).await;
    assert_eq!((answer.status, answer.header("set-cookie")), (403, ""));
    let mut other = Browser::new(&server).with("origin", "https://evil.example");
    assert_eq!(other.post("/portal/enter", &[("token", &token)]).await.status, 403);

    let mut browser = inside(&server, json!({})).await;
    let mark = browser.get("/portal").await.mark();
    let stranger = inside(&server, json!({})).await.get("/portal").await.mark();
    for wrong in ["", "x", &stranger] {
        let answer = browser.post("/portal/keys", &[("mark", wrong), ("name", "Theirs")]).await;
        assert_eq!(answer.status, 403, "{wrong}");
    }
    let mut browser = browser.with("sec-fetch-site", "same-site");
    for path in ["/portal/keys", "/portal/keys/key_1/revoke", "/portal/leave"] {
        assert_eq!(browser.post(path, &[("mark", &mark), ("name", "Theirs")]).await.status, 403, "{path}");
    }
    assert!(!browser.get("/portal").await.body.contains("Theirs"));
}

#[tokio::test]
async fn another_customer_s_key_is_not_there() {
    let server = TestServer::sqlite().await;
    let key = made_key(&server.admin(), json!({"owner": {"external_id": "other"}})).await;
    let mut browser = inside(&server, json!({})).await;
    let mark = browser.get("/portal").await.mark();
    let answer = browser.post(&format!("/portal/keys/{}/revoke", key.id()), &[("mark", &mark)]).await;
    let unknown = browser.post("/portal/keys/key_nothing/revoke", &[("mark", &mark)]).await;
    let told = |seen: &Seen| (seen.status, seen.body.replace(seen.nonce(), ""));
    assert_eq!(answer.status, 404);
    assert_eq!(told(&answer), told(&unknown));
    assert_eq!(code_of(&server.admin(), key.key()).await, "VALID");
}

#[tokio::test]
async fn the_cookie_is_good_for_the_page_alone() {
    let server = TestServer::sqlite().await;
    let token = token(&server, json!({})).await;
    let guest = server.anonymous().with("cookie", &format!("__Host-keyward-portal={token}"));
    guest.get("/v1/customer/portal/info").await.error(401, "invalid_token");
    guest.get("/v1/keys").await.error(401, "unauthorized");
}
