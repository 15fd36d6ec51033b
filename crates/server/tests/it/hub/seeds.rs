//! The product's own command lines (seeds 000 and 001), run by `curl` with nothing changed but the host and what stands for a secret.

use std::process::Command;

use keyward_domain::AccountType;
use keyward_testkit::server::{Setup, TestServer};
use serde_json::Value;

use super::{PASSWORD, names, partner};

const API_KEYS: &str = include_str!("seeds/api-keys.txt");
const OVERVIEW: &str = include_str!("seeds/overview.txt");
const HOST: &str = "https://admin.flavorteam.dev";

/// The commands of a page, each with its continued lines.
fn commands(page: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in page.lines() {
        match found.last_mut() {
            Some(last) if goes_on => {
                last.push('\n');
                last.push_str(line);
            }
            _ if line.starts_with("curl ") => found.push(line.to_owned()),
            _ => continue,
        }
        goes_on = line.ends_with('\\');
    }
    found
}

/// The one command of a page that has all of these words.
#[track_caller]
fn command(page: &str, words: &[&str]) -> String {
    let all = commands(page).into_iter().filter(|line| words.iter().all(|word| line.contains(word)));
    let [one] = all.collect::<Vec<_>>().try_into().expect("one such line");
    one
}

/// What the command prints: the status and the body.
fn run(server: &TestServer, command: &str) -> (u16, Value) {
    let line = command.replace(HOST, &format!("http://{}", server.address()));
    assert_ne!(line, command, "it names the host");
    let line =
        line.replacen("curl ", "curl --silent --show-error --noproxy '*' --write-out '\\n%{http_code}' ", 1);
    let output = Command::new("sh").arg("-c").arg(&line).output().expect("a shell");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    let (body, status) = text.rsplit_once('\n').expect("a status");
    (status.parse().expect("a number"), serde_json::from_str(body).unwrap_or_default())
}

#[test]
fn the_pages_have_the_lines_that_are_replayed() {
    assert_eq!((commands(API_KEYS).len(), commands(OVERVIEW).len()), (3, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seeds_lines_do_what_the_pages_say() {
    let setup = Setup::sqlite().config(|config| config.issue.hub = "hub".parse().unwrap());
    let server = setup.start().await;
    let _ = partner(&server, "you@example.com", AccountType::Reseller).await;

    let login = command(OVERVIEW, &["auth/login"]).replace("your-password", PASSWORD);
    let (status, signed_in) = run(&server, &login);
    assert_eq!((status, names(&signed_in)), (200, vec!["access_token", "refresh_token", "user"]));
    assert_eq!(names(&signed_in["user"]), ["id", "email", "name", "type"]);
    assert_eq!(signed_in["user"]["type"], "reseller");

    let refresh = command(OVERVIEW, &["auth/refresh"]);
    let (status, tokens) =
        run(&server, &refresh.replace("eyJ...", signed_in["refresh_token"].as_str().unwrap()));
    assert_eq!((status, names(&tokens)), (200, vec!["access_token", "refresh_token"]));
    let token = tokens["access_token"].as_str().unwrap();
    assert!(token.starts_with("eyJ"));

    let (status, made) = run(&server, &command(API_KEYS, &["-X POST", "api-keys"]).replace("eyJ...", token));
    assert_eq!((status, names(&made)), (201, vec!["id", "name", "prefix", "raw_key", "created_at"]));
    assert!(made["id"].is_i64());
    assert_eq!(
        (&made["name"], &made["created_at"]),
        (&"My Integration".into(), &"2026-01-14T12:00:00Z".into())
    );
    let raw = made["raw_key"].as_str().unwrap();
    let hex = raw.strip_prefix("fh_live_").expect("the prefix");
    assert!(hex.len() == 40 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')), "{raw}");
    assert_eq!(made["prefix"], hex[..8]);
    let whoami = format!("curl -H \"X-API-Key: {raw}\" {HOST}/v1/keys/whoami");
    assert_eq!(run(&server, &whoami).0, 200);

    let delete = command(API_KEYS, &["-X DELETE"]).replace("eyJ...", token);
    let delete = delete.replace("{key_id}", &made["id"].to_string());
    assert_eq!(run(&server, &delete), (204, Value::Null));
    assert_eq!(run(&server, &whoami).0, 401);
    assert_eq!(run(&server, &delete).0, 404);
}
