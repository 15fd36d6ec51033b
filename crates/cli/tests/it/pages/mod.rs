//! Pages in Debian's Chromium: on a phone and a desk, in light and dark, with and without scripts.
//!
//! Pictures of what was seen are kept in `<target>/tmp/pages`.

use std::path::Path;

use keyward_testkit::binary::Keyward;
use keyward_testkit::browser;
use serde_json::{Value, json};

use crate::support::{Caller, DEVELOPMENT_KEY, home, new_key, text};

const PICTURES: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/pages");

/// A development server with a customer who has something of everything, and where its page opens.
async fn seeded() -> (Keyward, String) {
    let server = home().serve(&["--dev"]).await;
    let admin = Caller::new(&server, DEVELOPMENT_KEY);
    let (_, key) = admin.issue(&new_key("Production server")).await;
    let (id, _) = admin.issue(&new_key("A laptop that was lost")).await;
    assert_eq!(admin.delete(&format!("/v1/keys/{id}")).await.status, 204);
    assert_eq!(admin.verdict(&key).await, "VALID");
    let event = |name: &str, count: usize| {
        vec![json!({"event_name": name, "external_customer_id": "customer-1"}); count]
    };
    let events: Vec<Value> = [event("api_call", 40), event("export", 3), event("</svg><script>", 1)].concat();
    assert_eq!(admin.post("/v1/events/bulk", &json!({"events": events})).await.status, 202);
    let opened = admin.post("/v1/portal/sessions", &json!({"external_id": "customer-1"})).await;
    let portal = format!("/portal#token={}", text(&opened.body["token"]));
    (server, portal)
}

async fn run(script: &str, server: &Keyward, arguments: &[&str]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/pages").join(script);
    let base = server.url("");
    let (well, said) = browser::run(&script, &[&[base.as_str(), PICTURES], arguments].concat()).await;
    assert!(well, "pictures are in {PICTURES}\n{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_can_be_read_by_everybody_and_load_nothing_from_elsewhere() {
    let (server, portal) = seeded().await;
    let pages = [
        "/docs",
        "/docs/guide/gates",
        "/docs/guide/configuration",
        "/docs/api",
        "/docs/api/create_key",
        "/docs/search?q=rotate",
        "/portal",
        &portal,
    ];
    run("look.mjs", &server, &pages).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_and_customers_do_what_they_came_for() {
    let (server, portal) = seeded().await;
    run("flows.mjs", &server, &[&portal]).await;
    let token = portal.split_once("#token=").expect("a token").1;
    assert!(!server.log().contains(token), "{}", server.log());
}
