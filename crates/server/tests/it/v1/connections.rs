//! `/v1/connections`, and the webhooks that others send.

use std::io::Write as _;
use std::process::Stdio;

use keyward_domain::Page;
use keyward_storage::audit::{self, Filter};
use keyward_testkit::actors::{Answer, Caller, Method};
use keyward_testkit::python::python;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use crate::on_both;

const CONNECTIONS: &str = "/v1/connections";
const SECRET: &str = "whsec_5f2a9c1e7b";
const BODY: &str = r#"{"id":"evt_1","object":"event","type":"invoice.paid","data":{"object":{"id":"in_1"}}}"#;

on_both! {
    a_connection_is_made_listed_and_removed
    a_webhook_of_stripe_s_library_is_taken_once
    whatever_is_wrong_is_one_answer_and_audited
}

/// The header that Stripe's own library makes for this body at the server's time.
fn signed_by_stripe(server: &TestServer, secret: &str, body: &str) -> String {
    const PROGRAM: &str = r"
import json, stripe, sys
given = json.load(sys.stdin)
payload = '%d.%s' % (given['now'], given['body'])
print('t=%d,v1=%s' % (given['now'], stripe.WebhookSignature._compute_signature(payload, given['secret'])), end='')
";
    ran(PROGRAM, &json!({"now": server.authority().now().as_seconds(), "body": body, "secret": secret}))
}

/// The headers that `standardwebhooks` of PyPI makes.
fn signed_by_standardwebhooks(server: &TestServer, secret: &str, id: &str, body: &str) -> String {
    const PROGRAM: &str = r"
import datetime, json, standardwebhooks, sys
given = json.load(sys.stdin)
at = datetime.datetime.fromtimestamp(given['now'], tz=datetime.timezone.utc)
print(standardwebhooks.Webhook(given['secret']).sign(given['id'], at, given['body']), end='')
";
    let now = server.authority().now().as_seconds();
    ran(PROGRAM, &json!({"now": now, "id": id, "body": body, "secret": secret}))
}

fn ran(program: &str, given: &Value) -> String {
    let mut command = python();
    let mut child =
        command.args(["-c", program]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(given.to_string().as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success());
    String::from_utf8(ended.stdout).unwrap()
}

async fn connected(caller: &impl Caller, provider: &str, secret: &str) -> Answer {
    caller.post(CONNECTIONS, &json!({"provider": provider, "secret": secret})).await.expect(201)
}

async fn a_connection_is_made_listed_and_removed(server: &TestServer) {
    let admin = server.admin();
    let made = connected(&admin, "stripe", SECRET).await;
    assert!(!made.text.contains(SECRET), "{made:?}");
    let home = &server.home;
    let path =
        format!("/v1/webhooks/stripe/{}/{}", server.text(home.tenant.id), server.text(home.development.id));
    assert_eq!(made.text("path"), path);
    let again = json!({"provider": "stripe", "secret": SECRET});
    let _ = admin.post(CONNECTIONS, &again).await.error(409, "already_exists");
    for (body, field) in [
        (json!({"provider": "paypal", "secret": SECRET}), "provider"),
        (json!({"provider": "stripe", "secret": ""}), "secret"),
        (json!({"provider": "standard", "secret": "whsec_short"}), "secret"),
        (json!({"provider": "standard", "secret": "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}), "secret"),
        (json!({"provider": "stripe"}), "secret"),
    ] {
        let answer = admin.post(CONNECTIONS, &body).await.error(400, "validation_error");
        assert!(answer["details"][field].is_string(), "{answer:?}");
    }
    let listed = admin.get(CONNECTIONS).await.expect(200);
    assert_eq!((&listed["items"][0]["id"], &listed["pagination"]["total"]), (&made["id"], &1.into()));
    let one = format!("{CONNECTIONS}/{}", made.text("id"));
    let _ = server.stranger().delete(&one).await.error(404, "not_found");
    let _ = admin.delete(&one).await.expect(204);
    let _ = admin.delete(&one).await.error(404, "not_found");
    let header = signed_by_stripe(server, SECRET, BODY);
    let late = server.anonymous().with("stripe-signature", &header);
    let _ = late.send(Method::POST, &path, BODY).await.error(400, "validation_error");
}

async fn a_webhook_of_stripe_s_library_is_taken_once(server: &TestServer) {
    let admin = server.admin();
    let path = connected(&admin, "stripe", SECRET).await.text("path").to_owned();
    let header = signed_by_stripe(server, SECRET, BODY);
    for _ in 0..2 {
        let stripe = server.anonymous().with("stripe-signature", &header);
        let taken = stripe.send(Method::POST, &path, BODY).await.expect(200);
        assert_eq!(taken.json, json!({"received": true}));
    }
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let path = connected(&admin, "standard", secret).await.text("path").to_owned();
    let signature = signed_by_standardwebhooks(server, secret, "msg_1", "{}");
    let sender = server
        .anonymous()
        .with("webhook-id", "msg_1")
        .with("webhook-timestamp", &server.authority().now().as_seconds().to_string())
        .with("webhook-signature", &format!("v1,AAAA {signature}"));
    let _ = sender.send(Method::POST, &path, "{}").await.expect(200);
    let _ = sender.send(Method::POST, &path, "{} ").await.error(400, "validation_error");
}

async fn whatever_is_wrong_is_one_answer_and_audited(server: &TestServer) {
    let admin = server.admin();
    let path = connected(&admin, "stripe", SECRET).await.text("path").to_owned();
    let good = signed_by_stripe(server, SECRET, BODY);
    let home = &server.home;
    let of = |tenant: &str, environment: &str| format!("/v1/webhooks/stripe/{tenant}/{environment}");
    let (tenant, environment) = (server.text(home.tenant.id), server.text(home.development.id));
    let stranger = server.text(server.stranger.tenant.id);
    let production = server.text(home.production.id);
    let other = signed_by_stripe(server, "whsec_another", BODY);
    let no_id = r#"{"object":"event"}"#;
    let mut answers = Vec::new();
    for (path, header, body) in [
        (path.clone(), good.clone(), "{}"),
        (path.clone(), good.clone(), &BODY[..BODY.len() - 1]),
        (path.clone(), other, BODY),
        (path.clone(), String::new(), BODY),
        (path.clone(), "t=1,v1=00".to_owned(), BODY),
        (path.clone(), signed_by_stripe(server, SECRET, no_id), no_id),
        (path.clone(), signed_by_stripe(server, SECRET, "nonsense"), "nonsense"),
        (of(&stranger, &environment), good.clone(), BODY),
        (of("tenant_00000000", &environment), good.clone(), BODY),
        (of(&tenant, &production), good.clone(), BODY),
        (of(&tenant, "env_00000000"), good.clone(), BODY),
        (path.replace("stripe", "standard"), good.clone(), BODY),
        (path.replace("stripe", "paypal"), good.clone(), BODY),
    ] {
        let sender = server.anonymous().with("stripe-signature", &header);
        let answer = sender.send(Method::POST, &path, body.to_owned()).await;
        answers.push(answer.error(400, "validation_error").text);
    }
    server.clock.advance(std::time::Duration::from_secs(301));
    let stale = server.anonymous().with("stripe-signature", &good);
    answers.push(stale.send(Method::POST, &path, BODY).await.error(400, "validation_error").text);
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    server.authority().flush_refusals(true).await.unwrap();
    let filter = Filter { actor_kind: Some("provider".to_owned()), ..Filter::default() };
    let reader = server.authority().storage().reader();
    let trail = audit::list(&reader, home.tenant.id, &filter, Page::first(10)).await.unwrap();
    let names: Vec<_> =
        trail.iter().map(|entry| (entry.actor_name.as_str(), entry.outcome.as_str())).collect();
    assert!(names.contains(&("stripe", "refused")) && names.contains(&("standard", "refused")), "{names:?}");
    // Refusals are written down now and then, perhaps also meanwhile: each counts once, and entries are fewer.
    let times = |entry: &audit::Entry| {
        serde_json::from_str::<serde_json::Value>(&entry.detail).unwrap()["times"].as_u64().unwrap()
    };
    assert_eq!(trail.iter().map(times).sum::<u64>(), 12, "{trail:?}");
    assert!(trail.len() < 12, "bounded: {trail:?}");
    let trail = audit::list(&reader, server.stranger.tenant.id, &filter, Page::first(10)).await.unwrap();
    assert_eq!(trail.len(), 1, "{trail:?}");
}
