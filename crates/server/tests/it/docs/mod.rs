//! The documentation's pages.

use keyward_server::docs::reference::operations;
use keyward_testkit::actors::{Answer, Caller, Method};
use keyward_testkit::server::TestServer;

/// A page that is there, with what every page is sent with.
async fn page(server: &TestServer, path: &str) -> Answer {
    let page = server.anonymous().get(path).await.expect(200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'nonce-") && !policy.contains("unsafe"),
        "{policy}"
    );
    for nonce in named(page.body(), "nonce=\"") {
        assert!(policy.contains(&format!("'nonce-{nonce}'")), "{path}");
    }
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    page
}

/// What stands between `before` and the next `"`, wherever that is.
fn named<'a>(page: &'a str, before: &str) -> Vec<&'a str> {
    page.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn every_link_of_every_page_leads_to_a_page() {
    let server = TestServer::sqlite().await;
    let mut seen = std::collections::BTreeSet::new();
    let mut next = vec!["/docs".to_owned()];
    while let Some(path) = next.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let answer = server.anonymous().get(&path).await.expect(200);
        if answer.header("content-type") != Some("text/html; charset=utf-8") {
            continue;
        }
        let html = answer.body();
        for to in named(html, "href=\"").into_iter().chain(named(html, "src=\"")) {
            assert!(!to.contains("//"), "{path}: {to} is elsewhere");
            if let Some(target) = to.split('#').next().filter(|target| target.starts_with('/')) {
                next.push(target.to_owned());
            }
        }
        assert!(!html.contains(" style=") && !html.contains(" onclick"), "{path}");
        assert!(html.len() < 100_000, "{path}: {} bytes", html.len());
    }
    assert!(seen.len() > operations().len() + 20, "{}", seen.len());
}

#[tokio::test]
async fn an_operation_s_page_has_all_that_its_description_has() {
    let server = TestServer::sqlite().await;
    let create = page(&server, "/docs/api/create_key").await;
    for needed in [
        "<h1>Issue a key</h1>",
        "<code>secret:write</code>",
        "<code>owner.external_id</code>",
        "Copy as prompt",
        "Copy curl",
        "<code>$KEYWARD_KEY</code>",
        "<code>Idempotency-Key</code>",
        "<code>409</code>",
    ] {
        assert!(create.body().contains(needed), "{needed}");
    }
    let text = server.anonymous().get("/docs/api/create_key.md").await.expect(200);
    assert!(text.body().starts_with("# Issue a key\n"), "{}", text.body());
    assert_eq!(text.header("content-type"), Some("text/markdown; charset=utf-8"));
}

#[tokio::test]
async fn commands_name_the_server_as_the_reader_does() {
    let server = TestServer::sqlite().await;
    let curl = page(&server, "/docs/api/whoami").await;
    let address = format!("http://{}/v1/keys/whoami", server.address());
    assert!(curl.body().contains(&address), "{address}");
    let strange = server.anonymous().with("host", "x\"><script>").get("/docs/api").await;
    assert!(!strange.body().contains("<script>alert"), "{}", strange.body());
}

#[tokio::test]
async fn search_works_without_a_script_and_repeats_nothing_as_html() {
    let server = TestServer::sqlite().await;
    let found = page(&server, "/docs/search?q=rotate%20key").await;
    assert!(found.body().contains("href=\"/docs/api/rotate_key\""));
    let part = server.anonymous().with("x-part", "results").get("/docs/search?q=rotate").await.expect(200);
    assert!(!part.body().contains("<html") && part.body().contains("rotate_key"));
    let odd = page(&server, "/docs/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22%27").await;
    assert!(!odd.body().contains("<script>alert"));
    for query in ["", "?q=", "?q=%FF", "?q=a&q=b", "?x=1"] {
        let _ = page(&server, &format!("/docs/search{query}")).await;
    }
}

#[tokio::test]
async fn what_is_nowhere_is_a_page_that_says_so() {
    let server = TestServer::sqlite().await;
    for path in ["/docs/guide/nothing", "/docs/api/nothing", "/docs/api/nothing.md", "/docs/guide/..%2Fkeys"]
    {
        let answer = server.anonymous().get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body().contains("There is no such page"), "{path}");
    }
}

#[tokio::test]
async fn models_are_told_where_everything_is() {
    let server = TestServer::sqlite().await;
    let index = server.anonymous().get("/llms.txt").await.expect(200);
    assert_eq!(index.header("content-type"), Some("text/plain; charset=utf-8"));
    for to in index.body().split("](").skip(1).filter_map(|rest| rest.split(')').next()).take(40) {
        assert!(!server.anonymous().get(to).await.expect(200).body().contains("<html"), "{to}");
    }
    let full = server.anonymous().get("/docs/llms-full.txt").await.expect(200);
    assert!(full.body().contains("# Verify") && full.body().contains("`POST /v1/keys/verify`"));
}

#[tokio::test]
async fn fastapi_s_second_address_leads_to_the_reference() {
    let server = TestServer::sqlite().await;
    let answer = server.anonymous().get("/redoc").await.expect(200);
    assert!(answer.body().contains("API reference"), "the client follows");
    let _ = server.anonymous().send(Method::POST, "/docs", "").await.error(405, "method_not_allowed");
}

#[tokio::test]
async fn files_are_kept_for_ever_and_named_anew_when_they_change() {
    let server = TestServer::sqlite().await;
    let home = page(&server, "/docs").await;
    let style = named(home.body(), "rel=\"stylesheet\" href=\"")[0].to_owned();
    let answer = server.anonymous().get(&style).await.expect(200);
    assert_eq!(answer.header("content-type"), Some("text/css; charset=utf-8"));
    assert!(answer.header("cache-control").unwrap().contains("immutable"));
}
