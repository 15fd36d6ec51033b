//! A secret is shown once: no key, and of a keyed digest not even the plain one, is anywhere that anybody can look.

use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use keyward_testkit::binary::{Home, Keyward};
use keyward_testkit::postgres::Cluster;
use keyward_token::Digest;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::support::{Answer, Caller, answer, bootstrap, home, text};

const STATIC_KEY: &str = "a-static-canary-that-sings-in-no-log";

#[tokio::test]
async fn no_secret_is_found_on_sqlite() {
    let home = home().with("KEYWARD_LOG_LEVEL", "trace");
    let (secrets, mut places) = live(&home).await;
    places.extend(files(&home.data()));
    assert!(
        places.iter().any(|place| place.name.ends_with("keyward.db-wal")),
        "the kill left the log of writes"
    );
    search(&secrets, &places);
    search_for_the_server_s_own(&home, &places);
}

#[tokio::test]
async fn no_secret_is_found_on_postgres() {
    let database = Cluster::shared().create_database();
    let home =
        home().on(database.url()).with("KEYWARD_LOG_LEVEL", "trace").with("KEYWARD_LOG_FORMAT", "json");
    let (secrets, mut places) = live(&home).await;
    // Binary columns are dumped in hex.
    let dump = Command::new("pg_dump").arg(database.url()).output().await.expect("pg_dump");
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    places.push(Place { name: "the database".to_owned(), content: dump.stdout });
    places.extend(files(&home.data()));
    search(&secrets, &places);
    search_for_the_server_s_own(&home, &places);
}

/// A text that must be nowhere.
struct Canary {
    what: String,
    secret: String,
    /// Kept by a keyed digest, so that its plain one must be nowhere either.
    keyed: bool,
}

/// Somewhere to look.
struct Place {
    name: String,
    content: Vec<u8>,
}

/// A life of keys of every kind with every use and misuse, and all that was said of it.
async fn live(home: &Home) -> (Vec<Canary>, Vec<Place>) {
    let admin = bootstrap(home).await;
    let digest = Digest::sha256(STATIC_KEY).to_hex();
    let entry =
        "tenant = \"Default\"\nuser = \"ada@example.com\"\nname = \"Static\"\nenvironment = \"Production\"\n";
    home.write("keyward.toml", &format!("[auth.static_keys.{digest}]\n{entry}"));
    let mut server = home.serve(&["--config", "keyward.toml", "--metrics-listen", "127.0.0.1:0"]).await;
    let caller = Caller::new(&server, STATIC_KEY);
    let canary =
        |what: &str, secret: &str, keyed| Canary { what: what.to_owned(), secret: secret.to_owned(), keyed };
    let mut secrets = vec![canary("first", &admin, false), canary("static", STATIC_KEY, false)];
    for (what, route, body) in [
        ("native", "/v1/keys", with_format("native")),
        ("hmac", "/v1/keys", with_format("flapjack")),
        ("secret", "/v1/secrets/api/keys", json!({"name": "Canary"})),
        ("publishable", "/v1/secrets/api/keys", json!({"name": "Canary", "type": "publishable_key"})),
    ] {
        let keyed = what == "hmac";
        let (id, secret) = once(&caller, route, &body).await;
        let (_, rotated) =
            once(&caller, &format!("/v1/keys/{id}/rotate"), &json!({"grace_seconds": 60})).await;
        let mistyped = format!("{}_", &secret[..secret.len() - 1]);
        for key in [&secret, &rotated, &mistyped] {
            use_and_misuse(&caller, key).await;
        }
        assert_eq!(caller.delete(&format!("/v1/keys/{id}")).await.status, 204);
        use_and_misuse(&caller, &secret).await;
        secrets.push(canary(what, &secret, keyed));
        secrets.push(canary(&format!("{what}, rotated"), &rotated, keyed));
        secrets.push(canary(&format!("{what}, mistyped"), &mistyped, true));
    }
    use_and_misuse(&caller, STATIC_KEY).await;
    let places = said(&mut server, &caller).await;
    (secrets, places)
}

fn with_format(format: &str) -> Value {
    json!({"name": "Canary", "owner": {"external_id": "customer-1"}, "permissions": ["documents:read"], "format": format})
}

/// Creates something twice under one idempotency key, so that the answer is kept: the id and the secret.
async fn once(caller: &Caller, route: &str, body: &Value) -> (String, String) {
    let key = format!("once for {body}");
    let request = || caller.request(Method::POST, route).header("idempotency-key", &key).json(body);
    let first = answer(request()).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let again = answer(request()).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    (text(&first.body["id"]), text(&first.body["api_key"]))
}

/// Presents a key wherever one may be presented, and where people put it by mistake.
async fn use_and_misuse(caller: &Caller, key: &str) {
    let own = caller.with(key);
    own.status().await;
    own.post("/v1/users", &json!({"type": "service_account", "name": "x", "roles": ["event_reader"]})).await;
    answer(caller.with("").request(Method::GET, "/v1/keys/whoami").bearer_auth(key)).await;
    caller.verdict(key).await;
    for body in [
        json!({"key": key, "permissions": "billing:read AND NOT x:y", "ip": "192.0.2.1"}),
        json!({"key": key, "permissions": "not a query ("}),
        json!({"key": key, "limits": []}),
        json!({"key": [key]}),
    ] {
        caller.post("/v1/keys/verify", &body).await;
    }
    // What fits a format is blotted out of the log wherever it stands; a text of the operator's own can't be.
    if key != STATIC_KEY {
        caller.get(&format!("/v1/keys/{key}")).await;
        caller.get(&format!("/v1/keys?prefix={key}&limit={key}")).await;
        caller.get(&format!("/v1/{key}")).await;
    }
}

/// All that the server and the commands say beside the answers to creations.
async fn said(server: &mut Keyward, caller: &Caller) -> Vec<Place> {
    let mut places = Vec::new();
    let mut add = |name: &str, text: String| {
        assert!(!text.is_empty(), "{name} says something");
        places.push(Place { name: name.to_owned(), content: text.into_bytes() });
    };
    for path in ["/v1/keys", "/v1/secrets/api/keys", "/openapi.json"] {
        let Answer { status, body } = caller.get(path).await;
        assert_eq!(status, 200, "{body}");
        add(path, body.to_string());
    }
    let log = server.logs("metrics are served").await;
    let line = log.lines().find(|line| line.contains("metrics are served")).expect("the line");
    let port = line.split("127.0.0.1:").nth(1).expect("its address");
    let port = port.split(|c: char| !c.is_ascii_digit()).next().expect("a port");
    let metrics = reqwest::get(format!("http://127.0.0.1:{port}/metrics")).await.expect("an answer");
    let metrics = metrics.text().await.expect("text");
    assert!(metrics.contains("keyward_checks_total"), "{metrics}");
    add("/metrics", metrics);
    for command in [&["config", "print", "--config", "keyward.toml"][..], &["doctor"], &["keys", "list"]] {
        let ended = server.home().run(command).await;
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        add(&command.join(" "), ended.out + &ended.err);
    }
    server.kill9().await;
    assert!(server.log().contains("/v1/keys/verify"), "the log tells of requests");
    add("the log", server.log());
    add("standard output", server.out());
    places
}

/// Every file under a directory, the socket left out.
fn files(directory: &Path) -> Vec<Place> {
    let mut places = Vec::new();
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let entry = entry.expect("an entry");
        let (path, kind) = (entry.path(), entry.file_type().expect("its type"));
        if kind.is_dir() {
            places.extend(files(&path));
        } else if !kind.is_socket() {
            let content = std::fs::read(&path).expect("a file");
            places.push(Place { name: path.display().to_string(), content });
        }
    }
    places
}

fn search(secrets: &[Canary], places: &[Place]) {
    let places: Vec<_> = places.iter().map(|place| (&place.name, searchable(&place.content))).collect();
    for Canary { what, secret, keyed } in secrets {
        let digest = Digest::sha256(secret).to_hex();
        let bytes = hex::decode(&digest).expect("hex");
        let plain = [searchable(&bytes), digest];
        let mut forbidden = vec![secret.clone(), hex::encode(secret)];
        if *keyed {
            forbidden.extend(plain);
        } else {
            // The search finds what is there: the digest that a look-up needs.
            let found = places.iter().any(|(_, place)| plain.iter().any(|needle| place.contains(needle)));
            assert!(found, "the digest of the {what} key is nowhere");
        }
        for (name, place) in &places {
            let found = forbidden.iter().find_map(|needle| place.find(needle.as_str()));
            if let Some(at) = found {
                let before: String =
                    place[..at].chars().rev().take(200).collect::<Vec<_>>().iter().rev().collect();
                panic!("the {what} key is in {name}, after {before:?}");
            }
        }
    }
}

/// What the server seals and digests with is in one file each, and nowhere else.
fn search_for_the_server_s_own(home: &Home, places: &[Place]) {
    for file in ["secrets/master", "secrets/pepper-p1"] {
        let secret = std::fs::read_to_string(home.data().join(file)).expect("a secret");
        let secret = secret.trim();
        let bytes = searchable(&hex::decode(secret).expect("hex"));
        for place in places.iter().filter(|place| !place.name.ends_with(file)) {
            let content = searchable(&place.content);
            assert!(!content.contains(secret) && !content.contains(&bytes), "{file} is in {}", place.name);
        }
    }
}

/// Each byte a character, because texts are searched much faster than slices.
fn searchable(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
