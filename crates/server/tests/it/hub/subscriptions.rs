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

macro_rules! by_stripe {
    ($($test:ident)*) => {$(
        mod $test {
            use keyward_testkit::server::Setup;

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$test(&super::billed_by_stripe(Setup::sqlite()).start().await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                super::$test(&super::billed_by_stripe(Setup::postgres()).start().await).await;
            }
        }
    )*};
}

by_stripe! {
    stripe_moves_a_subscription_once_for_each_event
    what_stripe_gives_back_takes_the_licences_back
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

/// A licence's status, and why.
async fn stands(you: &Person, id: &Value) -> (Value, Value) {
    let seen = you.get(&format!("{LICENSES}/{id}")).await.expect(200).json;
    (seen["status"].clone(), seen["status_reason"].clone())
}

async fn what_stripe_gives_back_takes_the_licences_back(server: &TestServer) {
    let (operator, you) = (shop(server).await, customer(server).await);
    let (sellers, own) =
        (Connection::make(&operator, "production").await, Connection::make(&you, "production").await);
    let say = async |at: &Connection, id: &str, kind: &str, object: Value| {
        at.say(server, &json!({"id": id, "type": kind, "data": {"object": object}})).await;
    };
    let subscriptions = [subscribe(&you).await, subscribe(&you).await, subscribe(&you).await];
    for (number, made) in subscriptions.iter().enumerate() {
        // As before 2025, as since then, and with the payment told before the invoice that it is of.
        let payment =
            json!({"invoice": format!("in_{number}"), "payment": {"payment_intent": format!("pi_{number}")}});
        if number > 0 {
            say(&sellers, &format!("evt_payment_{number}"), "invoice_payment.paid", payment).await;
        }
        let mut invoice = json!({
            "id": format!("in_{number}"), "subscription": format!("sub_{number}"),
            "metadata": {"keyward_subscription": made["id"].to_string()},
            "lines": {"data": [{"period": {"end": 1_800_000_000}}]},
        });
        if number == 0 {
            invoice["payment_intent"] = json!("pi_0");
            invoice["charge"] = json!("ch_0");
        }
        say(&sellers, &format!("evt_invoice_{number}"), "invoice.paid", invoice).await;
    }
    let held = async |number: usize| {
        let path = format!("{SUBSCRIPTIONS}/{}", subscriptions[number]["id"]);
        let ids = you.get(&path).await.expect(200).json["license_ids"].clone();
        let mut said = Vec::new();
        for id in ids.as_array().unwrap() {
            said.push(stands(&you, id).await);
        }
        said
    };
    let both = |status: &str, reason: Value| vec![(json!(status), reason); 2];
    let active = both("active", Value::Null);
    let first = licenses(&you).await[5].clone();
    let (id, site) = (&first["id"], json!({"license_key": first["license_key"], "domain": "a.example"}));
    let _ = server.anonymous().post("/api/v1/licenses/activate", &site).await.expect(200);
    // In part, of another's payment, of a payment that nobody knows, by whoever connects Stripe for himself.
    let charge = |number: usize, whole: bool| json!({"id": format!("ch_{number}"), "payment_intent": format!("pi_{number}"), "refunded": whole});
    say(&sellers, "evt_1", "charge.refunded", charge(0, false)).await;
    say(&sellers, "evt_2", "charge.refunded", charge(7, true)).await;
    say(&own, "evt_3", "charge.refunded", charge(0, true)).await;
    for number in 0..3 {
        assert_eq!(held(number).await, active, "{number}");
    }
    say(&sellers, "evt_4", "charge.refunded", charge(0, true)).await;
    let refunded = both("revoked", json!("refund"));
    assert_eq!((held(0).await, held(1).await), (refunded, active.clone()));
    let told = server.anonymous().post("/api/v1/licenses/verify", &site).await.expect(200).json;
    assert_eq!((&told["code"], &told["activations_used"]), (&json!("revoked"), &json!(0)));
    // Only the operator gives it back, and the same event does not take it again.
    let back = format!("{LICENSES}/{id}/reactivate");
    you.send(Method::POST, &back, "").await.error(403, "reactivation_forbidden");
    let _ =
        operator.send(Method::POST, &format!("/api/v1/admin/licenses/{id}/reactivate"), "").await.expect(200);
    say(&sellers, "evt_4", "charge.refunded", charge(0, true)).await;
    assert_eq!(stands(&you, id).await.0, "active");
    // A dispute names the charge, the payment or both; what is revoked already stays as it is.
    let dispute = json!({"id": "dp_1", "charge": "ch_1", "payment_intent": "pi_1"});
    say(&sellers, "evt_5", "charge.dispute.created", dispute.clone()).await;
    let disputed = both("revoked", json!("chargeback"));
    assert_eq!((held(1).await, held(2).await), (disputed.clone(), active));
    say(&sellers, "evt_6", "charge.refunded", charge(1, true)).await;
    assert_eq!(held(1).await, disputed);
    // What its holder gave up is not his to take back once the money is given back.
    let given_up = &you.get(&format!("{SUBSCRIPTIONS}/{}", subscriptions[2]["id"])).await.expect(200).json["license_ids"]
        [0];
    let [revoke, back] = ["revoke", "reactivate"].map(|what| format!("{LICENSES}/{given_up}/{what}"));
    let _ = you.post(&revoke, &json!({"reason": "unused"})).await.expect(200);
    say(&sellers, "evt_8", "charge.refunded", charge(2, true)).await;
    assert_eq!(held(2).await, both("revoked", json!("refund")));
    you.send(Method::POST, &back, "").await.error(403, "reactivation_forbidden");
    // Both, of the first payment, by the charge's name alone.
    say(&sellers, "evt_7", "charge.dispute.created", json!({"id": "dp_2", "charge": "ch_0"})).await;
    assert_eq!(stands(&you, id).await.1, "chargeback");
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
    let places = told["detail"].as_array().unwrap().iter().map(|item| item["loc"].clone());
    let price = |name: &str| json!(["body", "prices", 0, name]);
    let expected = [json!(["body", "id"]), json!(["body", "products"])];
    let prices = ["interval", "amount", "currency"].map(price);
    assert!(places.eq(expected.into_iter().chain(prices)), "{told:?}");
    let year = json!({"interval": "year", "amount": 1, "currency": "EUR"});
    plan["prices"] = json!([year, year]);
    let twice = put(&plan).await.expect(422).json["detail"][0]["loc"].clone();
    assert_eq!(twice, json!(["body", "prices", 1, "interval"]));
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
