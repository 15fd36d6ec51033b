//! The dashboard in a real browser: `tests/browser/flows.mjs` clicks through it, on a phone and on a desk, in light and in dark, and without a
//! script. It looks for what axe finds, for errors in the console, for requests to anybody else and for what a page weighs on a first visit, and
//! leaves screenshots in `target/screenshots`.

use std::path::Path;

use keyward_testkit::node;

use crate::support::home;

#[tokio::test]
async fn the_dashboard_works_for_people() {
    let home = home()
        .with("KEYWARD_RATE_LIMITS_LOGIN", "off")
        .with("KEYWARD_RATE_LIMITS_REQUESTS", "off")
        .with("KEYWARD_LOG_LEVEL", "debug");
    let server = home.serve(&["--dev"]).await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/flows.mjs");
    let mut command = node::script(&script);
    command.arg(server.url("")).arg(node::kept("screenshots")).arg(node::CHROMIUM);
    let ended = command.output().await.expect("node: run `./test --install`");
    let (out, problems) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{problems}{out}");
    let secrets: Vec<String> =
        serde_json::from_str(out.lines().last().unwrap_or_default()).expect("the secrets that were shown");
    assert_eq!(secrets.len(), 15, "{out}");
    let log = server.log();
    for secret in secrets {
        let known = ["kw_test_", "kwg_test_", "whsec_"].iter().any(|prefix| secret.starts_with(prefix));
        assert!(known && !log.contains(&secret), "{log}");
    }
}
