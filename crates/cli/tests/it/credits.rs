//! Credits are exact: 64 tasks spend them while the process is killed and started again.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tokio::sync::mpsc;

use keyward_testkit::binary::Home;
use keyward_testkit::postgres::Cluster;

use crate::support::{Caller, bootstrap, home, text, try_answer};

const GRANTED: u64 = 10_000;
const BLOCK: u64 = 100;
const TASKS: usize = 64;
const KILLS: u64 = 8;

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_none_is_spent_twice_and_a_kill_loses_at_most_a_block() {
    survive(&home()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_none_is_spent_twice_and_a_kill_loses_at_most_a_block() {
    let database = Cluster::shared().create_database();
    survive(&home().on(database.url())).await;
}

async fn survive(home: &Home) {
    let admin = bootstrap(home).await;
    let mut server = home.serve(&[]).await;
    let caller = Caller::new(&server, &admin);
    let body = json!({"name": "Spender", "owner": {"external_id": "a"}, "credits": {"remaining": GRANTED}});
    let made = try_answer(caller.request(Method::POST, "/v1/keys").json(&body)).await.expect("an answer");
    let (id, key) = (text(&made.body["id"]), text(&made.body["api_key"]));
    let (mut accepted, mut unanswered) = (0, 0);
    for kill in 0..KILLS {
        let (passed, mut heard) = mpsc::unbounded_channel();
        let tasks: Vec<_> = (0..TASKS)
            .map(|_| tokio::spawn(spend(Caller::new(&server, &admin), key.clone(), passed.clone())))
            .collect();
        drop(passed);
        // Not at a multiple of the block, and another number each time; sooner when nothing is left.
        for _ in 0..=50 + kill * 7919 % 150 {
            if heard.recv().await.is_none() {
                break;
            }
        }
        server.kill9().await;
        for task in tasks {
            let (passed, in_doubt) = task.await.expect("no answer was wrong");
            accepted += passed;
            unanswered += u64::from(in_doubt);
        }
        server.restart().await;
    }
    // A gentle end gives back what was not spent.
    let answer = spend_one(&Caller::new(&server, &admin), &key).await.expect("an answer");
    accepted += u64::from(answer);
    assert!(server.terminate().await.success());
    server.restart().await;
    let caller = Caller::new(&server, &admin);
    let left =
        caller.get(&format!("/v1/keys/{id}")).await.body["credits"]["remaining"].as_u64().expect("a number");
    assert!(accepted + left <= GRANTED, "{accepted} passed, {left} left");
    let lost = GRANTED - accepted - left;
    assert!(
        lost <= KILLS * BLOCK + unanswered,
        "{lost} lost, {unanswered} of them perhaps passed unanswered"
    );
    assert!(accepted > KILLS * 50, "{accepted}");
}

/// Spends until the server is gone: how many passed, and whether one was not answered.
async fn spend(caller: Caller, key: String, passed: mpsc::UnboundedSender<()>) -> (u64, bool) {
    let mut count = 0;
    loop {
        match spend_one(&caller, &key).await {
            Ok(true) => {
                count += 1;
                // The receiver stops to listen when it has heard enough.
                let _ = passed.send(());
            }
            Ok(false) => return (count, false),
            Err(_) => return (count, true),
        }
    }
}

async fn spend_one(caller: &Caller, key: &str) -> Result<bool, reqwest::Error> {
    let request = caller.request(Method::POST, "/v1/keys/verify").json(&json!({"key": key}));
    let answer = try_answer(request.timeout(Duration::from_mins(1))).await?;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let code = answer.body["code"].as_str().expect("a code");
    assert!(["VALID", "CREDITS_EXHAUSTED"].contains(&code), "{code}");
    Ok(code == "VALID")
}
