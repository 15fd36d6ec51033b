//! The dashboard's pages, as a browser gets them.

use keyward_testkit::actors::{Answer, Caller};
use keyward_testkit::browser::Browser;
use keyward_testkit::server::{PASSWORD, TestServer};
use serde_json::json;

mod account;
mod customers;
mod events;
mod gates;
mod keys;
mod licensing;
mod machines;
mod marks;
mod operator;
mod overview;
mod people;
mod shell;
mod subscriptions;
mod tickets;
mod webhooks;

/// A text that would run, were it written down as it is.
const HOSTILE: &str = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>";
const ADA: &str = "ada@example.com";
const OPERATOR: &str = "operator@example.com";

/// Somebody's browser, and the path of their development environment.
async fn ada(server: &TestServer) -> (Browser, String) {
    signed_in(server, ADA).await
}

async fn signed_in(server: &TestServer, email: &str) -> (Browser, String) {
    let mut browser = server.signed_in_browser(email).await;
    let home = browser.open("/dashboard").await.expect(303);
    let home = home.header("location").unwrap().to_owned();
    (browser, home)
}

/// The operator's browser, and the path of their development environment.
async fn operator(server: &TestServer) -> (Browser, String) {
    let _ = server.operating_person().await;
    server.prove(OPERATOR).await;
    let mut browser = server.browser();
    let fields = [("email", OPERATOR), ("password", PASSWORD)];
    let _ = browser.fill("/dashboard/sign-in", "/dashboard/sign-in", &fields).await.expect(303);
    let home = browser.open("/dashboard").await.expect(303);
    let home = home.header("location").unwrap().to_owned();
    (browser, home)
}

/// Makes a key by the form; the answer with its secret, and the key's path.
async fn made(browser: &mut Browser, home: &str, fields: &[(&str, &str)]) -> (Answer, String) {
    let answer = browser.fill(&format!("{home}/keys/new"), &format!("{home}/keys"), fields).await.expect(200);
    let path = named(answer.body(), "data-once=\"").first().map(|path| (*path).to_owned()).unwrap();
    (answer, path)
}

/// The browser of a colleague who may read everything and change nothing.
async fn reader_of(server: &TestServer, browser: &mut Browser, home: &str) -> Browser {
    let (own, _) = made(browser, home, &[("name", "to invite"), ("kind", "user")]).await;
    let boss = server.holder_of(text_of(own.body(), "secret"));
    let email = "reader@example.com";
    let body = json!({"type": "user", "email": email, "roles": ["all_reader"]});
    let _ = boss.post("/v1/users", &body).await.expect(201);
    let token = server.mailbox.token("invitation", email).await;
    let page = format!("/dashboard/accept-invitation?token={token}");
    let mut guest = server.browser();
    let fields = [("password", "a password of mine")];
    let _ = guest.fill(&page, "/dashboard/accept-invitation", &fields).await.expect(303);
    let fields = [("email", email), ("password", "a password of mine")];
    let _ = guest.fill("/dashboard/sign-in", "/dashboard/sign-in", &fields).await.expect(303);
    guest
}

/// What stands between `before` and the next `"`, wherever that is.
fn named<'a>(page: &'a str, before: &str) -> Vec<&'a str> {
    page.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// What the page's element of that id says.
fn text_of<'a>(page: &'a str, id: &str) -> &'a str {
    let rest = page.split_once(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id} in {page}")).1;
    rest.split_once('>').unwrap().1.split('<').next().unwrap()
}

/// What a check of that key answers.
async fn code_of(server: &TestServer, browser: &mut Browser, home: &str, secret: &str) -> String {
    let (made, _) = made(browser, home, &[("name", "Checker"), ("kind", "user")]).await;
    let checker = server.holder_of(text_of(made.body(), "secret"));
    let answer = checker.post("/v1/keys/verify", &json!({"key": secret})).await.expect(200);
    answer.text("code").to_owned()
}

/// Nothing of it can run.
fn is_inert(page: &Answer) {
    assert!(!page.body().contains("<script>alert"), "{}", page.body());
    assert!(!page.body().contains("<img src=x"), "{}", page.body());
}
