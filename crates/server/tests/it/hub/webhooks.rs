//! `/api/v1/portal/webhooks`

use hmac::{Hmac, KeyInit as _, Mac as _};
use keyward_domain::AccountType;
use keyward_testkit::actors::{Caller, Person};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};
use sha2::Sha256;

use super::licenses::product;
use super::{names, partner, signed_up};
use crate::webhooks::receiver::{Received, Receiver};

const WEBHOOKS: &str = "/api/v1/portal/webhooks";
const SHAPE: [&str; 6] = ["id", "url", "events", "is_active", "description", "created_at"];

async fn server() -> TestServer {
    Setup::sqlite().policy(|policy| policy.webhooks.targets.loopback = true).start().await
}

async fn reseller(server: &TestServer) -> Person {
    partner(server, "you@example.com", AccountType::Reseller).await
}

fn signature(secret: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// A licence of `you` that is made, activated and released again.
async fn live(server: &TestServer, you: &Person) -> Value {
    let product = product(server).await;
    let license = you.post("/api/v1/portal/licenses", &json!({"product_id": product})).await.expect(201).json;
    let site = json!({"license_key": license["license_key"], "domain": "shop.example.com"});
    let _ = server.anonymous().post("/api/v1/licenses/activate", &site).await.expect(200);
    let _ = server.anonymous().post("/api/v1/licenses/deactivate", &site).await.expect(200);
    license
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_to_licenses_is_told_as_the_contract_says() {
    let server = server().await;
    let you = reseller(&server).await;
    let mut receiver = Receiver::start(&[]).await;
    let body =
        json!({"url": receiver.url, "events": ["license.created", "license.activated"], "description": "CI"});
    let made = you.post(WEBHOOKS, &body).await.expect(201).json;
    assert_eq!(names(&made), ["id", "url", "events", "secret", "is_active", "description", "created_at"]);
    assert_eq!((&made["events"], &made["is_active"]), (&body["events"], &true.into()));
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.len() == 64 && secret.bytes().all(|b| b.is_ascii_hexdigit()), "{secret}");

    let license = live(&server, &you).await;
    let mut told: Vec<Received> = vec![receiver.next().await, receiver.next().await];
    told.sort_by_key(|received| received.header("x-hub-event").to_owned());
    for received in &told {
        assert_eq!(received.header("user-agent"), "FlavorHub-Webhook/1.0");
        assert_eq!(received.header("content-type"), "application/json");
        assert_eq!(received.header("x-hub-signature-256"), signature(secret, &received.body));
        assert_eq!(received.json()["event"], received.header("x-hub-event"));
    }
    let activated = told[0].json();
    assert_eq!(names(&activated), ["event", "timestamp", "data", "id"]);
    assert_eq!(activated["timestamp"], "2026-01-14T12:00:00+00:00");
    let data = &activated["data"];
    let expected = [
        "license_id",
        "license_key",
        "tier",
        "product_slug",
        "status",
        "domain",
        "customer_id",
        "expires_at",
    ];
    assert_eq!(names(data), expected);
    assert_eq!((&data["license_id"], &data["license_key"]), (&license["id"], &license["license_key"]));
    assert_eq!((&data["tier"], &data["domain"]), (&"starter".into(), &"shop.example.com".into()));
    assert!(data["expires_at"].as_str().unwrap().ends_with("+00:00"));

    let list = you.get(WEBHOOKS).await.expect(200).json;
    assert_eq!(names(&list[0]), SHAPE);
    let path = format!("{WEBHOOKS}/{}", made["id"]);
    let put = you.post(&format!("{path}/test"), &json!({})).await.expect(202).json;
    let tested = receiver.next().await;
    assert_eq!(
        (tested.header("x-hub-event"), tested.header("x-hub-delivery")),
        ("webhook.test", put["id"].as_str().unwrap())
    );
    let again = format!("{WEBHOOKS}/deliveries/{}/redeliver", put["id"].as_str().unwrap());
    let _ = you.post(&again, &json!({})).await.expect(202);
    assert_eq!(receiver.next().await.json()["id"], tested.json()["id"]);
    let page = you.get(&format!("{path}/deliveries?per_page=2")).await.expect(200).json;
    assert_eq!(names(&page), ["items", "total", "page", "per_page"]);
    assert_eq!((page["items"].as_array().unwrap().len(), &page["total"]), (2, &3.into()));
    let page = you.get(&format!("{path}/deliveries")).await.expect(200).json;
    let events: Vec<_> = page["items"].as_array().unwrap().iter().map(|item| item["event"].clone()).collect();
    assert!(events.len() == 3 && events.contains(&"webhook.test".into()), "{events:?}");

    let changed =
        you.patch(&path, &json!({"events": ["license.expired"], "is_active": false})).await.expect(200);
    assert_eq!(names(&changed.json), SHAPE);
    assert_eq!((&changed["events"], &changed["is_active"]), (&json!(["license.expired"]), &false.into()));
    assert_eq!(changed["description"], "CI");
    let _ = you.post(&format!("{path}/test"), &json!({})).await.error(400, "invalid_operation");
    let _ = you.delete(&path).await.expect(204);
    you.delete(&path).await.error(404, "webhook_not_found");
    assert!(receiver.is_quiet());
}

#[tokio::test]
async fn only_partners_who_are_signed_in_have_any_and_another_s_do_not_exist() {
    let server = server().await;
    let customer = signed_up(&server, "customer@example.com").await;
    let body = json!({"url": "https://ci.invalid/h", "events": ["license.revoked"]});
    let refused = customer.post(WEBHOOKS, &body).await.error(403, "role_required");
    assert_eq!(refused["detail"], "Reseller or Agency account required");
    let you = reseller(&server).await;
    let key = super::made(&you, "CI").await;
    let key = server.holder_of(key["raw_key"].as_str().unwrap());
    key.get(WEBHOOKS).await.error(401, "jwt_required");
    server.anonymous().get(WEBHOOKS).await.error(401, "not_authenticated");
    let made = you.post(WEBHOOKS, &body).await.expect(201).json;
    let other = partner(&server, "other@example.com", AccountType::Agency).await;
    let path = format!("{WEBHOOKS}/{}", made["id"]);
    other.patch(&path, &json!({})).await.error(404, "webhook_not_found");
    other.delete(&path).await.error(404, "webhook_not_found");
    other.get(&format!("{path}/deliveries")).await.error(404, "webhook_not_found");
    other.post(&format!("{path}/test"), &json!({})).await.error(404, "webhook_not_found");
    let put = you.post(&format!("{path}/test"), &json!({})).await.expect(202).json;
    let again = format!("{WEBHOOKS}/deliveries/{}/redeliver", put["id"].as_str().unwrap());
    other.post(&again, &json!({})).await.error(404, "delivery_not_found");
}

#[tokio::test]
async fn fields_at_fault_are_told_as_fastapi_would() {
    let server = server().await;
    let you = reseller(&server).await;
    let body = json!({"url": "ftp://x", "events": ["license.revoked", "license.exploded", 7]});
    let items = you.post(WEBHOOKS, &body).await.expect(422).json;
    let expected = "'license.created', 'license.activated', 'license.deactivated', 'license.revoked' or 'license.expired'";
    let item = |at: usize, input: Value| {
        json!({"type": "literal_error", "loc": ["body", "events", at], "msg": format!("Input should be {expected}"),
               "input": input, "ctx": {"expected": expected}})
    };
    assert_eq!(items["detail"], json!([item(1, "license.exploded".into()), item(2, 7.into())]));
    let items = you.post(WEBHOOKS, &json!({"events": []})).await.expect(422).json;
    let kinds: Vec<_> = items["detail"].as_array().unwrap().iter().map(|item| item["type"].clone()).collect();
    assert_eq!(kinds, ["missing", "too_short"]);
    let body = json!({"url": "https://10.0.0.1/", "events": ["license.revoked"]});
    let items = you.post(WEBHOOKS, &body).await.expect(422).json;
    assert_eq!(items["detail"][0]["loc"], json!(["body", "url"]));
}
