//! Plans, subscriptions and packs (contract hub, A.1, B.9 and E).

use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use keyward_domain::AccountType;
use keyward_domain::subscription::Provider;
use keyward_hub::subscriptions::sweep;
use keyward_testkit::actors::{Caller, Method, Person};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{customer, names, partner, signed_in};
use crate::on_both;

const PLANS: &str = "/api/v1/admin/plans";
const SUBSCRIPTIONS: &str = "/api/v1/portal/subscriptions";
const LICENSES: &str = "/api/v1/portal/licenses";
const DAY: Duration = Duration::from_hours(24);

on_both! {
    a_payment_makes_licences_and_the_next_one_prolongs_them
    who_cancels_keeps_what_is_paid_for_or_loses_it_at_once
    time_alone_ends_what_nobody_pays_for
    an_upgrade_asks_for_a_payment_and_a_domain
    a_pack_is_never_overdrawn
}

mod stripe_moves_a_subscription_once_for_each_event {
    use keyward_testkit::server::Setup;

    #[tokio::test(flavor = "multi_thread")]
    async fn sqlite() {
        let server = super::billed_by_stripe(Setup::sqlite()).start().await;
        super::stripe_moves_a_subscription_once_for_each_event(&server).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        let server = super::billed_by_stripe(Setup::postgres()).start().await;
        super::stripe_moves_a_subscription_once_for_each_event(&server).await;
    }
}

/// A connection of Stripe's.
struct Connection {
    path: String,
}

const SECRET: &str = "whsec_5f2a9c1e7b";

impl Connection {
    /// One in the person's first environment of that type.
    async fn make(person: &Person, kind: &str) -> Self {
        let environments = person.get("/v1/environments").await.expect(200);
        let items = environments["environments"].as_array().unwrap();
        let environment = items.iter().find(|one| one["type"] == kind).unwrap();
        let there = person.with("x-environment-id", environment["id"].as_str().unwrap());
        let made =
            there.post("/v1/connections", &json!({"provider": "stripe", "secret": SECRET})).await.expect(201);
        Self { path: made.text("path").to_owned() }
    }

    /// Says it as Stripe does.
    async fn say(&self, server: &TestServer, event: &Value) {
        let (now, body) = (server.authority().now().as_seconds(), event.to_string());
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(format!("{now}.{body}").as_bytes());
        let signature = format!("t={now},v1={}", hex::encode(mac.finalize().into_bytes()));
        let stripe = server.anonymous().with("stripe-signature", &signature);
        let _ = stripe.send(Method::POST, &self.path, body).await.expect(200);
    }
}

fn starter() -> Value {
    json!({
        "id": "starter", "name": "Starter", "tier": "starter", "products": ["flavor-starter", "wp-core"],
        "prices": [{"interval": "month", "amount": 990, "currency": "EUR"}, {"interval": "year", "amount": 9900, "currency": "EUR"}],
    })
}

/// An operator who has put two products and a plan there.
async fn shop(server: &TestServer) -> Person {
    let operator = server.operating_person().await;
    server.prove("operator@example.com").await;
    for slug in ["flavor-starter", "wp-core"] {
        let product = json!({"slug": slug, "name": slug, "type": "plugin"});
        let _ = operator.post("/api/v1/admin/products", &product).await.expect(201);
    }
    let _ = operator.send(Method::PUT, PLANS, starter().to_string()).await.expect(200);
    operator
}

async fn subscribe(person: &Person) -> Value {
    person.post(SUBSCRIPTIONS, &json!({"plan": "starter", "interval": "year"})).await.expect(201).json
}

async fn pay(operator: &Person, subscription: &Value) -> Value {
    let path = format!("/api/v1/admin/subscriptions/{}/mark-paid", subscription["id"]);
    operator.send(Method::POST, &path, "").await.expect(200).json
}

/// Both again, after a while.
async fn after(server: &TestServer, while_: Duration) -> (Person, Person) {
    server.clock.advance(while_);
    (signed_in(server, "operator@example.com").await, signed_in(server, "you@example.com").await)
}

async fn licenses(person: &Person) -> Vec<Value> {
    person.get(LICENSES).await.expect(200).json.as_array().unwrap().clone()
}

async fn a_payment_makes_licences_and_the_next_one_prolongs_them(server: &TestServer) {
    let (operator, you) = (shop(server).await, customer(server).await);
    let plans = you.get("/api/v1/portal/plans").await.expect(200).json;
    let mut expected = starter();
    expected["domains_per_license"] = json!(1);
    assert_eq!(plans, json!([expected]));
    let made = subscribe(&you).await;
    assert_eq!(
        names(&made),
        [
            "id",
            "plan",
            "tier",
            "status",
            "interval",
            "quantity",
            "current_period_start",
            "current_period_end",
            "auto_renew",
            "cancel_at_period_end",
            "canceled_at",
            "license_ids",
            "created_at",
        ]
    );
    assert_eq!((&made["status"], &made["license_ids"]), (&json!("incomplete"), &json!([])));
    let paid = pay(&operator, &made).await;
    assert_eq!(
        (&paid["status"], &paid["current_period_end"]),
        (&json!("active"), &json!("2027-01-14T12:00:00Z"))
    );
    let held = licenses(&you).await;
    let mut ids: Vec<_> = held.iter().map(|license| license["id"].clone()).collect();
    ids.reverse();
    assert_eq!(paid["license_ids"], Value::from(ids));
    let site = json!({"license_key": held[0]["license_key"], "domain": "a.example"});
    let active = server.anonymous().post("/api/v1/licenses/activate", &site).await.expect(200).json;
    assert_eq!(active["expires_at"], "2027-01-14T12:00:00Z");
    let (operator, you) = after(server, DAY).await;
    assert_eq!(pay(&operator, &made).await["current_period_end"], "2028-01-14T12:00:00Z");
    assert!(licenses(&you).await.iter().all(|license| license["expires_at"] == "2028-01-14T12:00:00Z"));
    let listed = you.get(SUBSCRIPTIONS).await.expect(200).json;
    assert_eq!((&listed["total"], &listed["page"], &listed["per_page"]), (&json!(1), &json!(1), &json!(25)));
    let path = format!("{SUBSCRIPTIONS}/{}", made["id"]);
    assert_eq!(listed["items"][0], you.get(&path).await.expect(200).json);
    operator.get(&path).await.error(404, "subscription_not_found");
    you.send(Method::POST, &format!("/api/v1/admin/subscriptions/{}/mark-paid", made["id"]), "")
        .await
        .error(403, "permission_denied");
}

async fn who_cancels_keeps_what_is_paid_for_or_loses_it_at_once(server: &TestServer) {
    let (operator, you) = (shop(server).await, customer(server).await);
    let made = subscribe(&you).await;
    let path = |action: &str| format!("{SUBSCRIPTIONS}/{}{action}", made["id"]);
    you.post(&path("/cancel"), &json!({"at_period_end": true})).await.error(400, "subscription_not_active");
    pay(&operator, &made).await;
    let patched =
        you.send(Method::PATCH, &path(""), json!({"auto_renew": false}).to_string()).await.expect(200);
    assert_eq!(
        (&patched.json["auto_renew"], &patched.json["cancel_at_period_end"]),
        (&json!(false), &json!(false))
    );
    let later = you.send(Method::POST, &path("/cancel"), "").await.expect(200).json;
    assert_eq!((&later["status"], &later["cancel_at_period_end"]), (&json!("active"), &json!(true)));
    let again = you.post(&path("/cancel"), &json!({"at_period_end": true})).await;
    assert_eq!(
        again.error(400, "subscription_not_active").text("detail"),
        "Subscription is already canceled"
    );
    let resumed = you.send(Method::POST, &path("/resume"), "").await.expect(200).json;
    assert_eq!((&resumed["auto_renew"], &resumed["canceled_at"]), (&json!(true), &Value::Null));
    you.send(Method::POST, &path("/resume"), "").await.error(400, "subscription_not_active");
    let now = you.post(&path("/cancel"), &json!({"at_period_end": false})).await.expect(200).json;
    assert_eq!((&now["status"], &now["cancel_at_period_end"]), (&json!("canceled"), &json!(false)));
    let held = licenses(&you).await;
    assert!(held.iter().all(|license| license["status"] == "revoked"));
    let back = format!("{LICENSES}/{}/reactivate", held[0]["id"]);
    you.send(Method::POST, &back, "").await.error(403, "reactivation_forbidden");
    operator
        .send(Method::POST, &format!("/api/v1/admin/subscriptions/{}/mark-paid", made["id"]), "")
        .await
        .error(400, "subscription_not_active");
}

async fn time_alone_ends_what_nobody_pays_for(server: &TestServer) {
    let (operator, you) = (shop(server).await, customer(server).await);
    let (unpaid, made) = (subscribe(&you).await, subscribe(&you).await);
    pay(&operator, &made).await;
    let status = async |you: &Person, one: &Value| {
        you.get(&format!("{SUBSCRIPTIONS}/{}", one["id"])).await.expect(200).json["status"].clone()
    };
    assert_eq!(sweep::sweep(server.hub()).await.unwrap(), 0);
    let (_, you) = after(server, DAY * 30).await;
    assert_eq!((status(&you, &unpaid).await, status(&you, &made).await), (json!("expired"), json!("active")));
    assert_eq!(sweep::sweep(server.hub()).await.unwrap(), 1);
    let (operator, you) = after(server, DAY * 335).await;
    assert_eq!(status(&you, &made).await, "past_due");
    assert_eq!(sweep::sweep(server.hub()).await.unwrap(), 1);
    assert!(licenses(&you).await.iter().all(|license| license["status"] == "expired"));
    pay(&operator, &made).await;
    assert_eq!(status(&you, &made).await, "active");
    let (_, you) = after(server, DAY * 380).await;
    assert_eq!(status(&you, &made).await, "expired");
    assert_eq!(sweep::sweep(server.hub()).await.unwrap(), 1);
    assert_eq!(sweep::sweep(server.hub()).await.unwrap(), 0);
}

fn billed_by_stripe(setup: Setup) -> Setup {
    setup.config(|config| config.subscriptions.provider = Provider::Stripe)
}

async fn stripe_moves_a_subscription_once_for_each_event(server: &TestServer) {
    let (operator, you) = (shop(server).await, customer(server).await);
    let made = subscribe(&you).await;
    let sellers = Connection::make(&operator, "production").await;
    let in_test_mode = Connection::make(&operator, "development").await;
    let own = Connection::make(&you, "production").await;
    let told = async |at: &Connection, id: &str, kind: &str, object: Value| {
        let event = json!({"id": id, "type": kind, "data": {"object": object}});
        at.say(server, &event).await;
        let now = you.get(&format!("{SUBSCRIPTIONS}/{}", made["id"])).await.expect(200).json;
        (now["status"].as_str().unwrap().to_owned(), now["current_period_end"].as_str().unwrap().to_owned())
    };
    let named = json!({"keyward_subscription": made["id"].to_string()});
    // 2026-02-14T12:00:00Z and a month later.
    let (first, second) = (1_771_070_400, 1_773_489_600);
    let subscription = |status: &str, end: i64, last: bool| {
        json!({"id": "sub_1", "status": status, "metadata": named, "cancel_at_period_end": last,
               "items": {"data": [{"current_period_end": end}]}})
    };
    let invoice = |end: i64| json!({"subscription": "sub_1", "lines": {"data": [{"period": {"end": end}}]}});
    let incomplete = ("incomplete".to_owned(), "2026-01-14T12:00:00Z".to_owned());
    // Whoever knows the secret can sign: an account of itself, and a trial of what will be sold, pay for nothing.
    for at in [&own, &in_test_mode] {
        let said =
            told(at, "evt_0", "customer.subscription.created", subscription("active", first, false)).await;
        assert_eq!(said, incomplete);
    }
    assert_eq!(told(&sellers, "evt_x", "charge.refunded", json!({"id": "ch_1"})).await, incomplete);
    let active = |end: &str| ("active".to_owned(), end.to_owned());
    let one = active("2026-02-14T12:00:00Z");
    assert_eq!(
        told(&sellers, "evt_1", "customer.subscription.created", subscription("active", first, false)).await,
        one
    );
    assert_eq!(licenses(&you).await.len(), 2);
    assert_eq!(told(&sellers, "evt_2", "invoice.paid", invoice(first)).await, one);
    let two = active("2026-03-14T12:00:00Z");
    assert_eq!(told(&sellers, "evt_3", "invoice.paid", invoice(second)).await, two);
    assert_eq!(told(&sellers, "evt_3", "invoice.payment_failed", invoice(second)).await, two, "told before");
    assert_eq!(told(&sellers, "evt_4", "invoice.payment_failed", invoice(second)).await.0, "past_due");
    assert_eq!(
        told(&sellers, "evt_5", "customer.subscription.updated", subscription("active", second, true)).await,
        two
    );
    let held = you.get(&format!("{SUBSCRIPTIONS}/{}", made["id"])).await.expect(200).json;
    assert_eq!(
        (&held["cancel_at_period_end"], held["license_ids"].as_array().unwrap().len()),
        (&json!(true), 2)
    );
    assert_eq!(
        told(&sellers, "evt_6", "customer.subscription.deleted", json!({"id": "sub_1"})).await.0,
        "canceled"
    );
    assert!(licenses(&you).await.iter().all(|license| license["status"] == "revoked"));
    assert_eq!(told(&sellers, "evt_7", "invoice.paid", invoice(second)).await.0, "canceled");
}

async fn an_upgrade_asks_for_a_payment_and_a_domain(server: &TestServer) {
    let (operator, you) = (shop(server).await, customer(server).await);
    let upgrade = async || you.post("/api/v1/portal/profile/upgrade", &json!({"target": "reseller"})).await;
    let made = subscribe(&you).await;
    let missing = upgrade().await.error(403, "upgrade_requirements_not_met").json["missing"].clone();
    assert_eq!(missing, json!(["active_subscription", "activated_domain"]));
    pay(&operator, &made).await;
    let missing = upgrade().await.error(403, "upgrade_requirements_not_met").json["missing"].clone();
    assert_eq!(missing, json!(["activated_domain"]));
    let key = licenses(&you).await[0]["license_key"].clone();
    let site = json!({"license_key": key, "domain": "shop.example.com"});
    let _ = server.anonymous().post("/api/v1/licenses/activate", &site).await.expect(200);
    assert_eq!(upgrade().await.expect(200).json["type"], "reseller");
}

async fn a_pack_is_never_overdrawn(server: &TestServer) {
    let operator = shop(server).await;
    let agency = partner(server, "agency@example.com", AccountType::Agency).await;
    let accounts = operator.get("/api/v1/admin/accounts?search=agency@example.com").await.expect(200).json;
    let packs = format!("/api/v1/admin/accounts/{}/packs", accounts[0]["id"]);
    let pack =
        operator.post(&packs, &json!({"pack_size": 25, "bundle": "Starter Theme"})).await.expect(201).json;
    assert_eq!((&pack["remaining"], &pack["status"]), (&json!(25), &json!("active")));
    let _ = operator.post(&packs, &json!({"pack_size": 0, "bundle": "x"})).await.expect(422);
    let product = operator.get("/api/v1/admin/products").await.expect(200).json[0]["id"].clone();
    let order = json!({"product_id": product, "quantity": 10, "source": "bulk_pack"});
    let path = format!("{LICENSES}/bulk");
    let orders = (0..6).map(|_| agency.post(&path, &order));
    let answers = futures_util::future::join_all(orders).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 2, "of 25, twice ten and never part of an order");
    let refused = answers.into_iter().find(|answer| answer.status == 403).unwrap();
    assert_eq!(
        refused.error(403, "pack_credits_exhausted").text("detail"),
        "The packs of this account hold 5 more licenses"
    );
    let left = agency.get(&format!("{LICENSES}/pack-credits")).await.expect(200).json;
    assert_eq!((&left["total_credits"], &left["packs"][0]["used"]), (&json!(5), &json!(20)));
}

#[tokio::test]
async fn what_is_not_sold_is_not_there() {
    let server = TestServer::sqlite().await;
    let (operator, you) = (shop(&server).await, customer(&server).await);
    let buy = async |body: Value| you.post(SUBSCRIPTIONS, &body).await;
    buy(json!({"plan": "none", "interval": "month"})).await.error(404, "plan_not_found");
    let many = buy(json!({"plan": "starter", "interval": "month", "quantity": 101})).await.expect(422).json;
    assert_eq!(many["detail"][0]["type"], "less_than_equal");
    assert_eq!(
        buy(json!({"plan": "starter", "interval": "week"})).await.expect(422).json["detail"][0]["type"],
        "literal_error"
    );
    let mut plan = starter();
    plan["prices"] = json!([{"interval": "year", "amount": 1, "currency": "EUR"}]);
    let put = async |plan: &Value| operator.send(Method::PUT, PLANS, plan.to_string()).await;
    let _ = put(&plan).await.expect(200);
    buy(json!({"plan": "starter", "interval": "month"})).await.error(400, "interval_not_sold");
    plan["sold"] = json!(false);
    let _ = put(&plan).await.expect(200);
    assert_eq!(you.get("/api/v1/portal/plans").await.expect(200).json, json!([]));
    buy(json!({"plan": "starter", "interval": "year"})).await.error(404, "plan_not_found");
    let bad = json!({"id": "Bad Id", "name": "x", "tier": "starter", "products": [], "prices": [{"interval": "week", "amount": -1, "currency": "eur"}]});
    let told = put(&bad).await.expect(422).json;
    let places: Vec<_> =
        told["detail"].as_array().unwrap().iter().map(|item| item["loc"][1].clone()).collect();
    assert_eq!(places, ["id", "prices[0].interval", "prices[0].currency", "prices[0].amount", "products"]);
    plan["tier"] = json!("none");
    assert_eq!(put(&plan).await.expect(422).json["detail"][0]["loc"], json!(["body", "tier"]));
}

#[tokio::test]
async fn where_the_operator_trusts_it_begins_at_once_and_elsewhere_it_says_where_to_pay() {
    let server = Setup::sqlite().config(|config| config.subscriptions.at_once = true).start().await;
    shop(&server).await;
    let made = subscribe(&customer(&server).await).await;
    assert_eq!((&made["status"], made["license_ids"].as_array().unwrap().len()), (&json!("active"), 2));
    let url = "https://pay.example/s/{subscription}".parse().unwrap();
    let server = Setup::sqlite().config(|config| config.subscriptions.checkout_url = Some(url)).start().await;
    let (operator, you) = (shop(&server).await, customer(&server).await);
    let made = subscribe(&you).await;
    assert_eq!(made["checkout_url"], format!("https://pay.example/s/{}", made["id"]));
    assert_eq!(pay(&operator, &made).await.get("checkout_url"), None);
}

#[tokio::test]
async fn tiers_are_the_operators() {
    let server = TestServer::sqlite().await;
    let operator = server.operating_person().await;
    let put = async |tier: Value| operator.send(Method::PUT, "/api/v1/admin/tiers", tier.to_string()).await;
    let studio =
        json!({"name": "studio", "rank": 9, "domains_per_license": -1, "features": ["modules.premium"]});
    let made = put(studio).await.expect(200).json;
    assert_eq!(operator.get("/api/v1/admin/tiers").await.expect(200).json[3], made);
    let told = put(json!({"name": "x", "rank": 1, "domains_per_license": -2})).await.expect(422).json;
    assert_eq!(told["detail"][0]["ctx"], json!({"ge": -1}));
}
