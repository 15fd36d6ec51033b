//! No check that began after a revocation was answered passes, under load.
//!
//! Tasks verify a key without a pause over connections of their own, each noting how many revocations had been answered when it asked. The key is
//! revoked and another takes its place, again and again. `KEYWARD_REVOCATION_ROUNDS` says how often (see `scripts/revocation-loop`).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use keyward_testkit::binary::Home;
use keyward_testkit::postgres::Cluster;
use reqwest::Method;
use serde_json::json;
use tokio::sync::{mpsc, watch};

use crate::support::{Caller, bootstrap, home, new_key, try_answer};

const ROUNDS: u64 = 100;
const CONNECTIONS: usize = 32;

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_no_check_passes_that_began_after_it() {
    hold(&home()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_no_check_passes_that_began_after_it() {
    let database = Cluster::shared().create_database();
    hold(&home().on(database.url())).await;
}

/// The key of a round, by its number from 1; the last one has none.
type Round = (u64, Option<Arc<str>>);

async fn hold(home: &Home) {
    #[expect(clippy::disallowed_methods, reason = "whoever runs the test says how long")]
    let asked = std::env::var("KEYWARD_REVOCATION_ROUNDS").ok();
    let rounds = asked.map_or(ROUNDS, |asked| asked.parse().expect("KEYWARD_REVOCATION_ROUNDS is a number"));
    let admin = bootstrap(home).await;
    let server = home.serve(&[]).await;
    let owner = Caller::new(&server, &admin);
    let (say, told) = watch::channel::<Round>((0, None));
    let revoked = Arc::new(AtomicU64::new(0));
    let (passed, mut heard) = mpsc::unbounded_channel();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let task = Task {
                // Each has connections of its own.
                caller: Caller::new(&server, &admin),
                told: told.clone(),
                revoked: Arc::clone(&revoked),
                passed: passed.clone(),
            };
            tokio::spawn(task.verify())
        })
        .collect();
    // Once all of them have failed, nothing is waited for.
    drop(passed);
    for round in 1..=rounds {
        let (id, key) = owner.issue(&new_key("Short-lived")).await;
        say.send((round, Some(key.into()))).expect("they listen");
        // Revoked in the midst of it: when it has passed as often as there are connections.
        let mut often = 0;
        while often < CONNECTIONS {
            let of = heard.recv().await.expect("they verify");
            often += usize::from(of == round);
        }
        assert_eq!(owner.delete(&format!("/v1/keys/{id}")).await.status, 204);
        revoked.store(round, Ordering::Release);
    }
    say.send((rounds + 1, None)).expect("they listen");
    let mut late = 0;
    for task in tasks {
        late += task.await.expect("no check passed that began after the revocation");
    }
    assert!(late > rounds, "checks were under way all the time: {late}");
}

struct Task {
    caller: Caller,
    told: watch::Receiver<Round>,
    revoked: Arc<AtomicU64>,
    /// Hears the round of each check that passed.
    passed: mpsc::UnboundedSender<u64>,
}

impl Task {
    /// Verifies the key of the round without a pause; returns how many checks began after its revocation.
    async fn verify(mut self) -> u64 {
        let mut late = 0;
        loop {
            let (round, key) = self.told.borrow_and_update().clone();
            if round == 0 {
                self.told.changed().await.expect("it speaks");
                continue;
            }
            let Some(key) = key else { return late };
            let gone = self.revoked.load(Ordering::Acquire) >= round;
            let question = self.caller.request(Method::POST, "/v1/keys/verify").json(&json!({"key": &*key}));
            let answer = try_answer(question).await.expect("an answer");
            let code = answer.body["code"].as_str().expect("a code");
            if gone {
                assert_eq!(code, "REVOKED", "round {round}");
                late += 1;
            } else if code == "VALID" {
                let _ = self.passed.send(round);
            }
        }
    }
}
