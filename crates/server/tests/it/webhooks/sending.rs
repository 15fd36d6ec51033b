use std::io::Write as _;
use std::process::Stdio;
use std::time::Duration;

use keyward_testkit::actors::Caller;
use keyward_testkit::python::python;
use serde_json::{Value, json};

use super::receiver::{Mood, Received, Receiver};
use super::{ENDPOINTS, deliveries, endpoint, server};
use crate::given::made_key;

/// What `standardwebhooks` of PyPI says to it: the time is the test's, which that library can't be told, so the real one stands in for it.
fn verified_by_python(secret: &str, received: &Received) -> bool {
    const PROGRAM: &str = r"
import datetime, json, sys
import standardwebhooks.webhooks as module
given = json.load(sys.stdin)
now = datetime.datetime.fromtimestamp(given['now'], tz=datetime.timezone.utc)
class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return now
module.datetime = Clock
module.Webhook(given['secret']).verify(given['body'], given['headers'])
";
    let headers: serde_json::Map<String, Value> = ["webhook-id", "webhook-timestamp", "webhook-signature"]
        .iter()
        .map(|name| ((*name).to_owned(), received.header(name).into()))
        .collect();
    let now: i64 = received.header("webhook-timestamp").parse().unwrap();
    let given = json!({"secret": secret, "body": received.body, "headers": headers, "now": now});
    let mut child =
        python().args(["-c", PROGRAM]).stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(given.to_string().as_bytes()).unwrap();
    child.wait().unwrap().success()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_reaches_the_receiver_and_proves_itself() {
    let server = server().await;
    let admin = server.admin();
    let mut receiver = Receiver::start(&[]).await;
    let to = endpoint(&admin, &receiver.url, &["key.*"]).await;
    let key = made_key(&admin, json!({})).await;
    let told = receiver.next().await;
    assert_eq!(told.header("content-type"), "application/json");
    assert!(told.header("user-agent").starts_with("Keyward/"));
    let body = told.json();
    assert_eq!((&body["type"], &body["data"]["id"]), (&"key.created".into(), &key.id().into()));
    assert!(!told.body.contains(key.key()), "the secret was told");
    let secret = to.text("secret");
    assert!(verified_by_python(secret, &told));
    let other = endpoint(&admin, "https://hooks.invalid/", &["gate.*"]).await;
    assert!(!verified_by_python(other.text("secret"), &told), "a check that can't fail is none");
    let altered = Received { body: told.body.replace("key.created", "key.revoked"), ..told.clone() };
    assert!(!verified_by_python(secret, &altered));

    let path = format!("{ENDPOINTS}/{}", to.text("id"));
    let rotated = admin.post(&format!("{path}/rotate-secret"), &json!({})).await.expect(201);
    let tested = admin.post(&format!("{path}/test"), &json!({})).await.expect(202);
    let told = receiver.next().await;
    assert_eq!(told.json()["type"], "webhook.test");
    assert_eq!(told.header("webhook-id"), tested["event_id"]);
    assert!(verified_by_python(secret, &told) && verified_by_python(rotated.text("secret"), &told));

    let all = deliveries(&admin, &to).await;
    assert_eq!(all.len(), 2);
    assert!(all.iter().all(|one| one["state"] == "delivered" && one["log"][0]["status"] == 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_five_times_it_is_taken_the_sixth_under_one_id() {
    let server = server().await;
    let admin = server.admin();
    let mut receiver = Receiver::start(&[const { Mood::Status(500) }; 5]).await;
    let to = endpoint(&admin, &receiver.url, &["customer.created"]).await;
    let _ = admin.post("/v1/customers", &json!({"external_id": "c", "name": "C"})).await.expect(201);
    let first = receiver.next().await;
    for minutes in [1, 3, 9, 27, 81] {
        let tried = deliveries(&admin, &to).await;
        assert_eq!((&tried[0]["state"], tried.len()), (&"waiting".into(), 1));
        assert!(tried[0]["log"].as_array().unwrap().iter().all(|attempt| attempt["answer"] == "no"));
        server.clock.advance(Duration::from_mins(minutes));
        let again = receiver.next().await;
        assert_eq!((again.header("webhook-id"), &again.body), (first.header("webhook-id"), &first.body));
        assert_ne!(again.header("webhook-signature"), first.header("webhook-signature"));
    }
    let taken = deliveries(&admin, &to).await;
    assert_eq!((&taken[0]["state"], &taken[0]["attempts"]), (&"delivered".into(), &6.into()));
    assert!(receiver.is_quiet());
    let path = format!("/v1/webhooks/deliveries/{}/redeliver", taken[0]["id"].as_str().unwrap());
    let _ = server.stranger().post(&path, &json!({})).await.error(404, "not_found");
    let _ = admin.post(&path, &json!({})).await.expect(202);
    assert_eq!(receiver.next().await.header("webhook-id"), first.header("webhook-id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_kept_as_far_as_it_is_of_use() {
    let server = server().await;
    let admin = server.admin();
    let mut receiver = Receiver::start(&[Mood::Endless]).await;
    let to = endpoint(&admin, &receiver.url, &["*"]).await;
    made_key(&admin, json!({})).await;
    receiver.next().await;
    let taken = deliveries(&admin, &to).await;
    assert_eq!(taken[0]["state"], "delivered", "{taken:?}");
    assert_eq!(taken[0]["log"][0]["answer"].as_str().unwrap().len(), 1024);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_metering_are_told_to_whoever_names_them_once_each() {
    let server = server().await;
    let admin = server.admin();
    let (mut receiver, mut everything) = (Receiver::start(&[]).await, Receiver::start(&[]).await);
    endpoint(&admin, &receiver.url, &["event.*"]).await;
    endpoint(&admin, &everything.url, &["*"]).await;
    let event = |id: usize| json!({"event_id": format!("e{id}"), "event_name": "call", "external_customer_id": "c", "properties": {"n": id}});
    let mut bulk: Vec<Value> = (0..150).map(event).collect();
    bulk.push(event(7));
    let _ = admin.post("/v1/events/bulk", &json!({"events": bulk})).await.expect(202);
    let (first, second) = (receiver.next().await.json(), receiver.next().await.json());
    assert_eq!((&first["type"], &second["type"]), (&"event.ingested".into(), &"event.ingested".into()));
    let told =
        [&first, &second].map(|message| message["data"]["events"].as_array().unwrap().clone()).concat();
    let mut numbers: Vec<u64> = told.iter().map(|event| event["properties"]["n"].as_u64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..150).collect::<Vec<_>>());
    assert_eq!((&told[0]["event_name"], &told[0]["external_customer_id"]), (&"call".into(), &"c".into()));
    // What was there before is not told again.
    let _ = admin.post("/v1/events", &event(7)).await.expect(202);
    let _ = admin.post("/v1/events", &event(150)).await.expect(202);
    let again = receiver.next().await.json();
    assert_eq!(again["data"]["events"].as_array().unwrap().len(), 1);
    assert_eq!(again["data"]["events"][0]["event_id"], "e150");
    made_key(&admin, json!({})).await;
    assert_eq!(everything.next().await.json()["type"], "key.created", "everything is without events");
    assert!(receiver.is_quiet());
}
