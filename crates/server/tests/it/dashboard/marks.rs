//! Each form carries the mark of its session, or that of the browser where nobody is signed in.

use std::path::{Path, PathBuf};

use keyward_testkit::server::TestServer;

use super::operator;

/// Takes a form with files, which this is none of.
const WITH_FILES: &str = "/{environment}/tickets";
/// Paths that are put together in the source.
const MADE: [&str; 2] = [
    "/dashboard/{environment}/tickets/{ticket}/close",
    "/dashboard/{environment}/operator/tickets/{ticket}/resolve",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// The paths that take a form, as the router's own lines have them.
fn posts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/dashboard");
    let mut posts = MADE.map(str::to_owned).to_vec();
    for source in sources(&folder) {
        let text = std::fs::read_to_string(&source).expect("a text");
        for route in text.split(".route(").skip(1) {
            // Until the next one, or the end of the lines of routes.
            let route = route.split(';').next().unwrap_or(route);
            let path = route.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
            if let Some(path) = path.filter(|_| route.contains("post(")) {
                posts.push(path.to_owned());
            }
        }
    }
    posts.sort();
    posts
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_counts_without_its_mark() {
    let server = TestServer::sqlite().await;
    // Who may open every page.
    let (mut browser, home) = operator(&server).await;
    let environment = home.trim_start_matches("/dashboard/").to_owned();
    let posts = posts();
    assert!(posts.len() > 60, "{posts:?}");
    for path in &posts {
        let filled: Vec<_> = path
            .split('/')
            .map(|part| match part {
                "{environment}" => environment.as_str(),
                part if part.starts_with('{') => "1",
                part => part,
            })
            .collect();
        let filled = filled.join("/");
        for mark in ["", "nonsense"] {
            let answer = browser.send_form(&filled, &[("mark", mark), ("name", "X")]).await;
            let expected = if path.ends_with(WITH_FILES) { 400 } else { 403 };
            assert_eq!(answer.status, expected, "{path}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_form_for_guests_counts_in_the_browser_that_was_given_it() {
    let server = TestServer::sqlite().await;
    let _ = super::ada(&server).await;
    server.prove(super::ADA).await;
    let sign_in = "/dashboard/sign-in";
    let (mut own, mut other) = (server.browser(), server.browser());
    let page = own.open(sign_in).await.expect(200);
    let set = page.header("set-cookie").unwrap();
    assert!(
        set.starts_with("__Host-keyward-guest=") && set.contains("; Secure; HttpOnly; SameSite=Lax"),
        "{set}"
    );
    let mark = super::named(page.body(), "name=\"mark\" value=\"")[0].to_owned();
    let fields = [("mark", mark.as_str()), ("email", super::ADA), ("password", super::PASSWORD)];
    let without = other.send_form(sign_in, &fields).await.expect(403);
    assert!(without.body().contains("keeps no cookies here"), "{}", without.body());
    let _ = other.open(sign_in).await.expect(200);
    let foreign = other.send_form(sign_in, &fields).await.expect(403);
    assert!(foreign.body().contains("not from here"), "{}", foreign.body());
    let again = own.open(sign_in).await.expect(200);
    assert_eq!(again.header("set-cookie"), None, "a second page is of the same browser");
    let _ = own.send_form(sign_in, &fields).await.expect(303);
}
