//! The process is killed at any instant: what was answered is there, what was not is whole or absent.
//!
//! `scripts/crash-loop` runs the same tests for a thousand rounds.

use keyward_testkit::binary::{Home, Keyward};
use keyward_testkit::postgres::{Cluster, Database};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::support::{Answer, Caller, bootstrap, home, text, try_answer};

const ROUNDS: usize = 20;
/// At once, one of them in bulk.
const TASKS: usize = 8;
/// Keys in one bulk request.
const BULK: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_nothing_answered_is_lost_and_nothing_is_half_done() {
    survive(&home()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_nothing_answered_is_lost_and_nothing_is_half_done() {
    let database = Cluster::shared().create_database();
    survive(&home().on(database.url())).await;
    each_change_has_its_audit_entry(&database);
}

/// Round after round: load, a kill in the middle of it, a start, and a look at everything.
async fn survive(home: &Home) {
    let admin = bootstrap(home).await;
    let mut server = home.serve(&[]).await;
    let mut all = Ledger::default();
    for round in 0..rounds() {
        let ledgers = load_and_kill(&mut server, &admin, round).await;
        server.restart().await;
        let caller = Caller::new(&server, &admin);
        for mut ledger in ledgers {
            ledger.is_whole(&caller).await;
            ledger.retry(&caller).await;
            ledger.holds(&caller).await;
            all.merge(ledger);
        }
    }
    assert!(!all.alive.is_empty() && !all.revoked.is_empty());
    all.holds(&Caller::new(&server, &admin)).await;
}

/// Runs the load until a number of requests that differs from round to round were answered, and kills the server then.
async fn load_and_kill(server: &mut Keyward, admin: &str, round: usize) -> Vec<Ledger> {
    let (answered, mut answers) = mpsc::unbounded_channel();
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let customer = format!("crash-{round}-{task}");
            let size = if task == 0 { Size::Bulk } else { Size::One };
            tokio::spawn(work(Caller::new(server, admin), customer, size, answered.clone()))
        })
        .collect();
    for _ in 0..=round * 7919 % 60 {
        answers.recv().await.expect("the load goes on");
    }
    server.kill9().await;
    let mut ledgers = Vec::with_capacity(TASKS);
    for task in tasks {
        ledgers.push(task.await.expect("no answer was wrong"));
    }
    ledgers
}

#[derive(Clone, Copy, PartialEq)]
enum Size {
    One,
    Bulk,
}

/// Creates keys and revokes every second, until the server is gone.
async fn work(caller: Caller, customer: String, size: Size, answered: mpsc::UnboundedSender<()>) -> Ledger {
    let mut ledger = Ledger { customer: customer.clone(), size: Some(size), ..Ledger::default() };
    for number in 0.. {
        let creation = Creation { customer: customer.clone(), number, size };
        let Ok(answer) = creation.send(&caller).await else {
            ledger.unanswered = Some(creation);
            return ledger;
        };
        ledger.alive.extend(creation.keys(&answer));
        // The receiver stops to listen when it has heard enough.
        let _ = answered.send(());
        if number % 2 == 0 && size == Size::One {
            continue;
        }
        let Some(key) = ledger.alive.pop() else { continue };
        let Ok(answer) = try_answer(caller.request(Method::DELETE, &format!("/v1/keys/{}", key.id))).await
        else {
            ledger.unsure = Some(key);
            return ledger;
        };
        assert_eq!(answer.status, 204, "{}", answer.body);
        ledger.revoked.push(key);
        let _ = answered.send(());
    }
    ledger
}

/// A request to create one key or many, which may be sent again.
struct Creation {
    customer: String,
    number: usize,
    size: Size,
}

impl Creation {
    async fn send(&self, caller: &Caller) -> Result<Answer, reqwest::Error> {
        let key = json!({"name": format!("Key {}", self.number), "owner": {"external_id": self.customer}});
        let (path, body) = match self.size {
            Size::One => ("/v1/keys", key),
            Size::Bulk => ("/v1/keys/bulk", json!({"keys": vec![key; BULK]})),
        };
        let once = format!("{}-{}", self.customer, self.number);
        try_answer(caller.request(Method::POST, path).header("idempotency-key", once).json(&body)).await
    }

    fn keys(&self, answer: &Answer) -> Vec<Issued> {
        assert_eq!(answer.status, 201, "{}", answer.body);
        let one = |key: &Value| Issued { id: text(&key["id"]), secret: text(&key["api_key"]) };
        let keys: Vec<_> = match self.size {
            Size::One => vec![one(&answer.body)],
            Size::Bulk => answer.body["items"].as_array().expect("keys").iter().map(one).collect(),
        };
        assert_eq!(keys.len(), if self.size == Size::Bulk { BULK } else { 1 });
        keys
    }
}

struct Issued {
    id: String,
    secret: String,
}

/// What one task was answered, and the one thing that it was not.
#[derive(Default)]
struct Ledger {
    customer: String,
    size: Option<Size>,
    alive: Vec<Issued>,
    revoked: Vec<Issued>,
    unsure: Option<Issued>,
    unanswered: Option<Creation>,
}

impl Ledger {
    /// There are as many keys as were answered, or all of the unanswered request beside them.
    async fn is_whole(&self, caller: &Caller) {
        let answered = self.answered();
        let unanswered = if self.size == Some(Size::Bulk) { BULK } else { 1 };
        let total = self.total(caller).await;
        assert!(
            total == answered || (self.unanswered.is_some() && total == answered + unanswered),
            "{}: {total} keys, and {answered} were answered",
            self.customer
        );
    }

    /// Who was not answered asks again, and gets one key and not two.
    async fn retry(&mut self, caller: &Caller) {
        if let Some(creation) = self.unanswered.take() {
            let answer = creation.send(caller).await.expect("an answer");
            self.alive.extend(creation.keys(&answer));
        }
        assert_eq!(self.total(caller).await, self.answered(), "{}", self.customer);
    }

    /// Each answered key passes, each revoked one does not.
    async fn holds(&self, caller: &Caller) {
        for key in &self.alive {
            assert_eq!(caller.verdict(&key.secret).await, "VALID", "{}", key.id);
        }
        for key in &self.revoked {
            assert_eq!(caller.verdict(&key.secret).await, "REVOKED", "{}", key.id);
        }
        if let Some(key) = &self.unsure {
            let verdict = caller.verdict(&key.secret).await;
            assert!(["VALID", "REVOKED"].contains(&verdict.as_str()), "{}: {verdict}", key.id);
        }
    }

    fn merge(&mut self, other: Self) {
        self.alive.extend(other.alive);
        self.revoked.extend(other.revoked);
    }

    fn answered(&self) -> usize {
        self.alive.len() + self.revoked.len() + usize::from(self.unsure.is_some())
    }

    async fn total(&self, caller: &Caller) -> usize {
        let list = caller.get(&format!("/v1/keys?limit=1&external_id={}", self.customer)).await;
        let total = list.body["pagination"]["total"].as_u64().expect("a total");
        usize::try_from(total).expect("a small number")
    }
}

/// A change and its audit entry are there together or not at all.
fn each_change_has_its_audit_entry(database: &Database) {
    let count = |table: &str, column: &str| {
        let rows = database.psql(&format!("TABLE {table}"));
        rows.lines().filter(|row| column.is_empty() || row.split('|').any(|found| found == column)).count()
    };
    assert_eq!(count("audit", "key.create"), count("keys", ""));
    assert_eq!(count("audit", "key.revoke"), count("keys", "revoked"));
}

pub(crate) fn rounds() -> usize {
    #[expect(
        clippy::disallowed_methods,
        reason = "scripts/crash-loop asks for more rounds than a test run has"
    )]
    let asked = std::env::var("KEYWARD_CRASH_ROUNDS").ok();
    asked.map_or(ROUNDS, |asked| asked.parse().expect("KEYWARD_CRASH_ROUNDS is a number"))
}
