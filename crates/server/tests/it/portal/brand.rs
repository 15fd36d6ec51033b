//! What the configuration makes of the page.

use keyward_testkit::server::{Setup, TestServer};
use serde_json::json;

use super::browser::Browser;
use super::inside;

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

/// What stands between a text and the next `"`.
fn after<'a>(page: &'a str, before: &str) -> &'a str {
    page.split(before).nth(1).and_then(|rest| rest.split('"').next()).expect("it is there")
}

#[tokio::test]
async fn name_logo_colour_and_home_are_the_operator_s() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logo.svg");
    std::fs::write(&path, LOGO).unwrap();
    let setup = Setup::sqlite().config(|config| {
        config.portal.name = Some("Acme & Söhne".parse().unwrap());
        config.portal.logo_file = Some(path);
        config.portal.accent = "#ffd400".parse().unwrap();
        config.portal.home_url = Some("https://app.example.com".parse().unwrap());
    });
    let server = setup.start().await;
    let mut browser = Browser::new(&server);
    let page = browser.get("/portal").await;
    assert!(
        page.body.contains("Acme &#38; Söhne") || page.body.contains("Acme &amp; Söhne"),
        "{}",
        page.body
    );
    assert!(page.body.contains("href=\"https://app.example.com\""));
    let style = format!("/portal{}", after(&page.body, "<link rel=\"stylesheet\" href=\"/portal"));
    let style = browser.get(&style).await;
    assert_eq!(style.body, ":root { --brand: #ffd400; --brand-ink: #000000; }\n");
    let logo = browser.get(after(&page.body, "<img src=\"")).await;
    assert_eq!((logo.body.as_str(), logo.header("content-type")), (LOGO, "image/svg+xml"));
    assert!(logo.header("content-security-policy").contains("sandbox"), "opened by itself it runs nothing");
}

#[tokio::test]
async fn a_logo_that_is_none_is_left_out() {
    let setup = Setup::sqlite().config(|config| config.portal.logo_file = Some("nowhere.png".into()));
    let server = setup.start().await;
    let page = Browser::new(&server).get("/portal").await;
    assert!(page.status == 200 && !page.body.contains("<img"));
}

#[tokio::test]
async fn configured_sites_alone_may_frame_it() {
    let server = TestServer::sqlite().await;
    let page = Browser::new(&server).get("/portal").await;
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));

    let setup = Setup::sqlite().config(|config| {
        config.portal.frame_ancestors = vec!["https://app.example.com".parse().unwrap()];
    });
    let server = setup.start().await;
    let mut browser = inside(&server, json!({})).await;
    let page = browser.get("/portal").await;
    assert!(page.header("content-security-policy").ends_with("frame-ancestors https://app.example.com"));
    let left = browser.post("/portal/leave", &[("mark", &page.mark())]).await;
    assert!(left.header("set-cookie").contains("SameSite=None; Partitioned"));
}
