//! The process is killed while licences are made in bulk: of each request all are there, or none.

use keyward_testkit::binary::{Home, Keyward};
use keyward_testkit::postgres::{Cluster, Database};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::crash::rounds;
use crate::support::{Answer, Caller, answer, bootstrap, home, text, try_answer};

const ROUNDS: usize = 10;
/// At once.
const TASKS: usize = 3;
/// Licences in one request.
const BULK: u64 = 100;
const PASSWORD: &str = "correct horse battery";
const LICENSES: &str = "/api/v1/portal/licenses";

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_a_batch_is_whole_or_absent() {
    survive(&home()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_a_batch_is_whole_or_absent() {
    let database = Cluster::shared().create_database();
    survive(&home().on(database.url())).await;
    each_license_has_its_entry_and_its_event(&database);
}

/// Round after round: batches, a kill in the middle of them, a start, and a look at what there is.
async fn survive(home: &Home) {
    bootstrap(home).await;
    let set = home.run_with_input(&["users", "set-password", "ada@example.com"], PASSWORD).await;
    assert_eq!(set.code, Some(0), "{}", set.err);
    let mut server = home.serve(&[]).await;
    let token = sign_in(&server).await;
    let product = json!({"slug": "flavor-starter", "name": "Flavor Starter", "type": "theme"});
    let made = Operator::new(&server, &token).post("/api/v1/admin/products", &product, None).await;
    let product = made.expect("an answer").body["id"].clone();
    for round in 0..rounds().min(ROUNDS) {
        for ledger in load_and_kill(&mut server, &token, &product, round).await {
            let caller = Operator::new(&server, &token);
            let before = caller.total(&ledger.client).await;
            let whole = [ledger.answered * BULK, (ledger.answered + 1) * BULK];
            assert!(
                whole.contains(&before),
                "{before} licences, and {} batches were answered",
                ledger.answered
            );
            // Who was not answered asks again, and gets one batch and not two.
            let again = caller.batch(&ledger.client, &product, ledger.answered).await.expect("an answer");
            assert_eq!(again.status, 201, "{}", again.body);
            assert_eq!(caller.total(&ledger.client).await, whole[1]);
        }
    }
}

/// Makes batches until so many were answered as differ from round to round, kills the server then, and starts it again.
async fn load_and_kill(server: &mut Keyward, token: &str, product: &Value, round: usize) -> Vec<Ledger> {
    let (answered, mut answers) = mpsc::unbounded_channel();
    let mut tasks = Vec::with_capacity(TASKS);
    for task in 0..TASKS {
        let caller = Operator::new(server, token);
        let body = json!({"email": format!("client-{round}-{task}@example.com"), "name": "Client"});
        let client = caller.post("/api/v1/portal/clients", &body, None).await.expect("an answer");
        assert_eq!(client.status, 201, "{}", client.body);
        let ledger = Ledger { client: client.body["id"].clone(), answered: 0 };
        tasks.push(tokio::spawn(work(caller, product.clone(), ledger, answered.clone())));
    }
    for _ in 0..=round * 7919 % 10 {
        answers.recv().await.expect("the load goes on");
    }
    server.kill9().await;
    let mut ledgers = Vec::with_capacity(TASKS);
    for task in tasks {
        ledgers.push(task.await.expect("no answer was wrong"));
    }
    server.restart().await;
    ledgers
}

/// What a client was answered; one more request was not.
struct Ledger {
    client: Value,
    answered: u64,
}

/// Makes batches until the server is gone.
async fn work(
    caller: Operator,
    product: Value,
    mut ledger: Ledger,
    answered: mpsc::UnboundedSender<()>,
) -> Ledger {
    while let Ok(answer) = caller.batch(&ledger.client, &product, ledger.answered).await {
        assert_eq!((answer.status, &answer.body["created"]), (201, &json!(BULK)), "{}", answer.body);
        ledger.answered += 1;
        // The receiver stops to listen when it has heard enough.
        let _ = answered.send(());
    }
    ledger
}

/// The operator, who is signed in.
struct Operator {
    caller: Caller,
    token: String,
}

impl Operator {
    fn new(server: &Keyward, token: &str) -> Self {
        Self { caller: Caller::new(server, ""), token: token.to_owned() }
    }

    async fn post(&self, path: &str, body: &Value, once: Option<&str>) -> Result<Answer, reqwest::Error> {
        let mut request = self.caller.request(Method::POST, path).bearer_auth(&self.token).json(body);
        if let Some(once) = once {
            request = request.header("idempotency-key", once);
        }
        try_answer(request).await
    }

    async fn batch(&self, client: &Value, product: &Value, number: u64) -> Result<Answer, reqwest::Error> {
        let body = json!({"product_id": product, "quantity": BULK, "customer_id": client});
        self.post(&format!("{LICENSES}/bulk"), &body, Some(&format!("batch-{client}-{number}"))).await
    }

    /// How many licences a client has.
    async fn total(&self, client: &Value) -> u64 {
        let path = format!("{LICENSES}?per_page=1&customer_id={client}");
        let listed = answer(self.caller.request(Method::GET, &path).bearer_auth(&self.token)).await;
        listed.body["total"].as_u64().expect("a total")
    }
}

async fn sign_in(server: &Keyward) -> String {
    let body = json!({"email": "ada@example.com", "password": PASSWORD});
    let login = Caller::new(server, "").request(Method::POST, "/v1/auth/login").json(&body);
    text(&answer(login).await.body["token"])
}

/// A licence, its audit entry and the event that webhooks are told are there together or not at all.
fn each_license_has_its_entry_and_its_event(database: &Database) {
    let count = |table: &str, holds: &str| {
        let rows = database.psql(&format!("TABLE {table}"));
        rows.lines().filter(|row| holds.is_empty() || row.split('|').any(|found| found == holds)).count()
    };
    let licenses = count("licenses", "");
    assert!(licenses > 0);
    assert_eq!(count("audit", "license.create"), licenses);
    assert_eq!(count("hub_events", "license.created"), licenses);
}
