//! Whatever changes something carries the mark of its session.

use std::path::{Path, PathBuf};

use keyward_testkit::server::TestServer;

use super::operator;

/// Forms of pages for people who have no session: what they change hangs on a password or on a token of a mail, or is
/// their own browser's look.
const GUESTS: [&str; 8] = [
    "sign-in",
    "register",
    "verify-email",
    "resend-verification",
    "forgot-password",
    "reset-password",
    "accept-invitation",
    "theme",
];

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
async fn no_form_counts_without_the_mark_of_its_session() {
    let server = TestServer::sqlite().await;
    // Who may open every page.
    let (mut browser, home) = operator(&server).await;
    let environment = home.trim_start_matches("/dashboard/").to_owned();
    let posts = posts();
    assert!(posts.len() > 60, "{posts:?}");
    for path in posts.iter().filter(|path| !GUESTS.iter().any(|guest| path.ends_with(guest))) {
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
