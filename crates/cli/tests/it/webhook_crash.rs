//! The process is killed between a change and the webhook that tells of it: nothing is lost.

use keyward_testkit::binary::Home;
use keyward_testkit::peer::free_port;
use keyward_testkit::postgres::Cluster;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::crash::rounds;
use crate::support::{Caller, bootstrap, home, text};

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_what_was_answered_is_told_after_a_kill() {
    survive(&home()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_what_was_answered_is_told_after_a_kill() {
    let database = Cluster::shared().create_database();
    survive(&home().on(database.url())).await;
}

/// Nobody listens while keys are made and the server is killed; who listens then is told of each.
async fn survive(home: &Home) {
    let home = home.clone().with("KEYWARD_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8");
    let admin = bootstrap(&home).await;
    let port = free_port();
    let mut server = home.serve(&[]).await;
    let body = json!({"url": format!("http://{port}/hook"), "events": ["key.created"]});
    let made = Caller::new(&server, &admin).post("/v1/webhooks/endpoints", &body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let endpoint = text(&made.body["id"]);
    for round in 0..rounds().min(5) {
        let caller = Caller::new(&server, &admin);
        let mut ids = Vec::new();
        for number in 0..=round {
            let owner = json!({"external_id": format!("customer-{round}")});
            let (id, _) = caller.issue(&json!({"name": format!("key {number}"), "owner": owner})).await;
            ids.push(id);
        }
        server.kill9().await;
        let listener = TcpListener::bind(port).await.expect("the port that was free");
        server.restart().await;
        redeliver_all(&Caller::new(&server, &admin), &endpoint).await;
        let mut told = Vec::new();
        while !ids.iter().all(|id| told.contains(id)) {
            told.push(text(&next(&listener).await["data"]["id"]));
        }
    }
}

/// What failed before the kill waits for half a minute: it is sent again at once.
async fn redeliver_all(caller: &Caller, endpoint: &str) {
    let waiting =
        caller.get(&format!("/v1/webhooks/endpoints/{endpoint}/deliveries?state=waiting&limit=1000")).await;
    for delivery in waiting.body["items"].as_array().expect("deliveries") {
        let path = format!("/v1/webhooks/deliveries/{}/redeliver", text(&delivery["id"]));
        assert_eq!(caller.post(&path, &json!({})).await.status, 202);
    }
}

/// The body of the next request, answered with 200.
async fn next(listener: &TcpListener) -> Value {
    let (mut stream, _) = listener.accept().await.expect("a connection");
    let mut read = Vec::new();
    loop {
        let mut part = [0; 4096];
        let length = stream.read(&mut part).await.expect("a request");
        assert!(length > 0, "a whole request");
        read.extend_from_slice(&part[..length]);
        let all = String::from_utf8_lossy(&read);
        let Some((head, body)) = all.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            let said = serde_json::from_str(body).expect("JSON");
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                .await
                .expect("to answer");
            return said;
        }
    }
}
