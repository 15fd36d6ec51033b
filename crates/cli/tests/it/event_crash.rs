//! The process is killed while events come in: each that was answered is there, once; a request that was not is whole or absent.
//!
//! `scripts/crash-loop` runs the same tests for a thousand rounds.

use keyward_testkit::binary::{Home, Keyward};
use keyward_testkit::postgres::Cluster;
use reqwest::Method;
use serde_json::json;
use tokio::sync::mpsc;

use crate::crash::rounds;
use crate::support::{Caller, bootstrap, home, try_answer};

/// At once, every second one in bulk.
const TASKS: usize = 8;
/// Events in one bulk request.
const BULK: usize = 50;

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_each_event_answered_is_there_once() {
    survive(&unlimited()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_each_event_answered_is_there_once() {
    let database = Cluster::shared().create_database();
    survive(&unlimited().on(database.url())).await;
}

/// A home whose keys may send as fast as they can.
fn unlimited() -> Home {
    home().with("KEYWARD_RATE_LIMITS_EVENTS", "off").with("KEYWARD_RATE_LIMITS_EVENTS_BULK", "off")
}

async fn survive(home: &Home) {
    let admin = bootstrap(home).await;
    let mut server = home.serve(&[]).await;
    let mut all = 0;
    for round in 0..rounds() {
        let logs = load_and_kill(&mut server, &admin, round).await;
        server.restart().await;
        let caller = Caller::new(&server, &admin);
        for log in logs {
            let counted = counted(&caller, &log.customer).await;
            assert!(
                counted == log.answered || counted == log.answered + log.size,
                "{}: {counted} events, and {} were answered",
                log.customer,
                log.answered
            );
            // Who was not answered sends the same again.
            let answer = send(&caller, &log.customer, log.answered, log.size).await.expect("an answer");
            assert_eq!(answer, 202);
            all += log.answered + log.size;
            assert_eq!(self::counted(&caller, &log.customer).await, log.answered + log.size);
        }
    }
    let caller = Caller::new(&server, &admin);
    let body = json!({"event_name": "crash", "aggregation_type": "COUNT"});
    let usage = caller.post("/v1/events/usage", &body).await;
    assert_eq!(usage.body["value"], all);
}

/// What one task was answered; the request after that was not.
struct Log {
    customer: String,
    answered: usize,
    size: usize,
}

async fn load_and_kill(server: &mut Keyward, admin: &str, round: usize) -> Vec<Log> {
    let (answered, mut answers) = mpsc::unbounded_channel();
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (caller, answered) = (Caller::new(server, admin), answered.clone());
            let size = if task % 2 == 0 { 1 } else { BULK };
            let mut log = Log { customer: format!("crash-{round}-{task}"), answered: 0, size };
            tokio::spawn(async move {
                while let Ok(status) = send(&caller, &log.customer, log.answered, size).await {
                    assert_eq!(status, 202);
                    log.answered += size;
                    // The receiver stops to listen when it has heard enough.
                    let _ = answered.send(());
                }
                log
            })
        })
        .collect();
    for _ in 0..=round * 7919 % 60 {
        answers.recv().await.expect("the load goes on");
    }
    server.kill9().await;
    let mut logs = Vec::with_capacity(TASKS);
    for task in tasks {
        logs.push(task.await.expect("no answer was wrong"));
    }
    logs
}

/// Sends the events of these numbers; the status, if there was an answer.
async fn send(caller: &Caller, customer: &str, first: usize, size: usize) -> Result<u16, reqwest::Error> {
    let event = |number: usize| {
        let id = format!("{customer}-{number}");
        json!({"event_name": "crash", "external_customer_id": customer, "event_id": id, "properties": {"n": number}})
    };
    let (path, body) = match size {
        1 => ("/v1/events", event(first)),
        _ => ("/v1/events/bulk", json!({"events": (first..first + size).map(event).collect::<Vec<_>>()})),
    };
    Ok(try_answer(caller.request(Method::POST, path).json(&body)).await?.status)
}

/// How many events a customer has: the same by the counts and by the events themselves, no number twice.
async fn counted(caller: &Caller, customer: &str) -> usize {
    let usage = async |aggregation: &str| {
        let body = json!({
            "event_name": "crash", "aggregation_type": aggregation, "property_name": "n", "external_customer_id": customer
        });
        let answer = caller.post("/v1/events/usage", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["value"].as_u64().expect("a number")
    };
    let count = usage("COUNT").await;
    assert_eq!(count, usage("COUNT_UNIQUE").await, "{customer}");
    let minutes = json!({
        "event_name": "crash", "aggregation_type": "COUNT", "window_size": "MINUTE", "external_customer_id": customer
    });
    let minutes = caller.post("/v1/events/usage", &minutes).await.body["results"].clone();
    let of_events: u64 =
        minutes.as_array().expect("results").iter().filter_map(|row| row["value"].as_u64()).sum();
    assert_eq!(count, of_events, "{customer}");
    usize::try_from(count).expect("a small number")
}
