//! From start to end: drains, reloads, and what is still there after a restart.

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use keyward_testkit::binary::{Home, Keyward};
use keyward_testkit::postgres::Cluster;
use keyward_token::Digest;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Caller, bootstrap, home, new_key, parse, text};

#[tokio::test]
async fn a_request_in_flight_is_answered_before_the_end() {
    let home = home();
    let admin = bootstrap(&home).await;
    let mut server = home.serve(&[]).await;
    let body = new_key("In flight").to_string();
    let slow = SlowPost::begin(&server, &admin, "/v1/keys", body).await;
    server.ask_to_end();
    server.logs("draining").await;
    until_refused(&server).await;

    let made = slow.finish(201).await;
    assert!(server.ended().await.success());
    server.restart().await;
    assert_eq!(Caller::new(&server, &admin).verdict(&text(&made["api_key"])).await, "VALID");
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_the_end() {
    let home = home();
    let admin = bootstrap(&home).await;
    let mut server = home.serve(&[]).await;
    let kept_alive = Caller::new(&server, &admin);
    assert_eq!(kept_alive.status().await, 200);
    let silent = TcpStream::connect(server.address()).await.expect("a connection");
    assert!(server.terminate().await.success());
    assert!(!server.log().contains("cut off"), "{}", server.log());
    drop((kept_alive, silent));
}

#[tokio::test]
async fn uses_are_written_down_at_the_end() {
    let home = home();
    let admin = bootstrap(&home).await;
    let mut server = home.serve(&[]).await;
    let caller = Caller::new(&server, &admin);
    let (id, key) = caller.issue(&new_key("Used")).await;
    let path = format!("/v1/keys/{id}");
    assert_eq!(caller.get(&path).await.body["last_used_at"], Value::Null);
    assert_eq!(caller.with(&key).status().await, 200);
    assert!(server.terminate().await.success());
    server.restart().await;
    let used = Caller::new(&server, &admin).get(&path).await.body["last_used_at"].clone();
    assert!(used.is_string(), "{used}");
}

#[tokio::test]
async fn a_use_while_draining_is_written_down_too() {
    let home = home();
    let admin = bootstrap(&home).await;
    let mut server = home.serve(&[]).await;
    let (id, key) = Caller::new(&server, &admin).issue(&new_key("Used")).await;
    let slow = SlowPost::begin(&server, &admin, "/v1/keys/verify", json!({"key": key}).to_string()).await;
    server.ask_to_end();
    server.logs("draining").await;
    until_refused(&server).await;
    assert_eq!(slow.finish(200).await["code"], "VALID");
    assert!(server.ended().await.success());
    server.restart().await;
    let used = Caller::new(&server, &admin).get(&format!("/v1/keys/{id}")).await.body["last_used_at"].clone();
    assert!(used.is_string(), "{used}");
}

#[tokio::test]
async fn nothing_is_left_of_the_socket_after_the_end() {
    let mut server = home().serve(&[]).await;
    let socket = server.home().data().join("keyward.sock");
    assert!(socket.exists());
    assert!(server.terminate().await.success());
    assert!(!socket.exists());
}

#[tokio::test]
async fn a_dead_server_s_socket_is_no_obstacle() {
    let mut server = home().serve(&["--dev"]).await;
    server.kill9().await;
    assert!(server.home().data().join("keyward.sock").exists());
    let listed = server.home().run(&["keys", "list", "--json"]).await;
    assert_eq!(listed.code, Some(0), "{}", listed.err);
    server.restart().await;
}

#[tokio::test]
async fn only_the_owner_can_open_the_socket_and_the_secrets() {
    let server = home().serve(&["--dev"]).await;
    let data = server.home().data();
    let mode = |path: &str| {
        let path = data.join(path);
        std::fs::metadata(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode(""), 0o700);
    assert_eq!(mode("secrets"), 0o700);
    for file in ["keyward.sock", "secrets/master", "secrets/pepper-p1", "lock"] {
        assert_eq!(mode(file), 0o600, "{file}");
    }
    let secrets = std::fs::read_dir(data.join("secrets")).expect("a directory").count();
    assert_eq!(secrets, 2, "a secret without a test of its mode");
}

/// Names static keys in the configuration file: each with its secret and whether it is active.
fn configure(home: &Home, keys: &[(&str, bool)]) {
    let entries = keys.iter().map(|(secret, active)| {
        format!(
            "[auth.static_keys.{}]\ntenant = \"Default\"\nuser = \"ada@example.com\"\nname = \"Static\"\n\
             environment = \"Production\"\nis_active = {active}\n",
            Digest::sha256(secret).to_hex()
        )
    });
    home.write("keyward.toml", &entries.collect::<String>());
}

#[tokio::test]
async fn a_hangup_reads_static_keys_anew() {
    let home = home();
    bootstrap(&home).await;
    configure(&home, &[("first-static-key", true), ("second-static-key", true)]);
    let mut server = home.serve(&["--config", "keyward.toml"]).await;
    let caller = Caller::new(&server, "");
    let (first, second, third) =
        (caller.with("first-static-key"), caller.with("second-static-key"), caller.with("third-static-key"));
    assert_eq!([first.status().await, second.status().await, third.status().await], [200, 200, 401]);

    configure(&home, &[("second-static-key", false), ("third-static-key", true)]);
    server.hangup();
    server.logs("static keys were read anew").await;
    assert_eq!([first.status().await, second.status().await, third.status().await], [401, 403, 200]);
}

#[tokio::test]
async fn a_broken_file_keeps_the_static_keys_that_were() {
    let home = home();
    bootstrap(&home).await;
    configure(&home, &[("first-static-key", true)]);
    let mut server = home.serve(&["--config", "keyward.toml"]).await;
    home.write("keyward.toml", "[auth.static_keys\n");
    server.hangup();
    let log = server.logs("the configuration was not read anew").await;
    assert!(log.contains("keyward.toml:1:"), "{log}");
    assert_eq!(Caller::new(&server, "first-static-key").status().await, 200);
}

#[tokio::test]
async fn keys_on_postgres_outlive_the_process() {
    let database = Cluster::shared().create_database();
    let home = home().on(database.url());
    let admin = bootstrap(&home).await;
    let mut server = home.serve(&[]).await;
    let caller = Caller::new(&server, &admin);
    let (kept, revoked) = (caller.issue(&new_key("Kept")).await, caller.issue(&new_key("Revoked")).await);
    assert_eq!(caller.delete(&format!("/v1/keys/{}", revoked.0)).await.status, 204);
    server.restart().await;
    let caller = Caller::new(&server, &admin);
    assert_eq!(caller.verdict(&kept.1).await, "VALID");
    assert_eq!(caller.verdict(&revoked.1).await, "REVOKED");
    assert!(!home.data().join("keyward.db").exists(), "the rows are elsewhere");
}

/// A request of which the server has seen the head and half the body.
struct SlowPost {
    stream: TcpStream,
    rest: String,
}

impl SlowPost {
    /// Sends the first half. The server asks for the body once the caller is recognised: from then on it works on it.
    async fn begin(server: &Keyward, key: &str, path: &str, mut body: String) -> Self {
        let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: keyward\r\nX-API-Key: {key}\r\nContent-Length: {}\r\n\
             Expect: 100-continue\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.expect("sent");
        let mut go_on = [0; 25];
        stream.read_exact(&mut go_on).await.expect("an interim answer");
        assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
        let rest = body.split_off(body.len() / 2);
        stream.write_all(body.as_bytes()).await.expect("sent");
        Self { stream, rest }
    }

    /// Sends the second half, and reads the answer.
    async fn finish(mut self, status: u16) -> Value {
        self.stream.write_all(self.rest.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        parse(answer.split_once("\r\n\r\n").expect("a body").1)
    }
}

/// Waits until nobody listens any more; there is no event for that.
async fn until_refused(server: &Keyward) {
    let mut ticks = tokio::time::interval(Duration::from_millis(5));
    for _ in 0..2000 {
        match TcpStream::connect(server.address()).await {
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => return,
            _ => ticks.tick().await,
        };
    }
    panic!("new connections are still taken");
}
