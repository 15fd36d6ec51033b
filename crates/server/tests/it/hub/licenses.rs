//! Licences, clients and sites (contract hub, A.1, A.2, B.2 and B.7).

use keyward_authority::{Actor, Answer, Once, Origin};
use keyward_domain::AccountType;
use keyward_hub::products::create::{CreateProduct, create};
use keyward_server::config::RateLimits;
use keyward_testkit::actors::{Caller, KeyHolder, Method, Person};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};

use super::{made, names, partner};
use crate::on_both;

const LICENSES: &str = "/api/v1/portal/licenses";
const CLIENTS: &str = "/api/v1/portal/clients";

on_both! {
    the_seeds_eight_routes_take_a_key_and_nothing_else_does
    a_license_has_the_contracts_shape
    a_site_activates_verifies_and_leaves
    a_batch_of_a_hundred_and_none_of_a_hundred_and_one
    lists_are_arrays_or_pages
    fields_are_told_in_order
    the_portal_does_what_it_says
    a_customer_makes_none
    a_key_of_another_environment_than_production_is_none_here
}

pub(crate) async fn product(server: &TestServer) -> i64 {
    let operator = Actor::operator(server.home.tenant.id, None, Origin::default());
    let new = CreateProduct {
        slug: "flavor-starter".to_owned(),
        name: "Flavor Starter Theme".to_owned(),
        kind: "theme".to_owned(),
        listing: None,
    };
    let once = Once::no();
    let Answer::Fresh(made) = create(server.hub(), &operator, &new, &once).await.unwrap() else {
        unreachable!("no retry")
    };
    made.id.get()
}

async fn reseller(server: &TestServer) -> Person {
    partner(server, "you@example.com", AccountType::Reseller).await
}

async fn key(server: &TestServer, person: &Person) -> KeyHolder {
    server.holder_of(made(person, "CI").await["raw_key"].as_str().unwrap())
}

async fn license(caller: &impl Caller, product: i64) -> Value {
    caller.post(LICENSES, &json!({"product_id": product})).await.expect(201).json
}

async fn the_seeds_eight_routes_take_a_key_and_nothing_else_does(server: &TestServer) {
    let product = product(server).await;
    let you = reseller(server).await;
    let key = key(server, &you).await;
    let client =
        key.post(CLIENTS, &json!({"email": "client@example.com", "name": "Client"})).await.expect(201).json;
    assert_eq!(
        client,
        json!({"id": client["id"], "email": "client@example.com", "name": "Client", "company": null, "license_count": 0})
    );
    let body = json!({"product_id": product, "customer_id": client["id"]});
    let license = key.post(LICENSES, &body).await.expect(201).json;
    let _ = key
        .post(&format!("{LICENSES}/bulk"), &json!({"product_id": product, "quantity": 2}))
        .await
        .expect(201);
    assert_eq!(key.get(LICENSES).await.expect(200).json.as_array().unwrap().len(), 3);
    let id = &license["id"];
    let _ = you.send(Method::POST, &format!("{LICENSES}/{id}/revoke"), "").await.expect(200);
    let back = key.send(Method::POST, &format!("{LICENSES}/{id}/reactivate"), "").await.expect(200).json;
    assert_eq!((&back["status"], &back["activations"]), (&json!("active"), &json!([])));
    assert_eq!(key.get(CLIENTS).await.expect(200).json[0]["license_count"], 1);
    let path = format!("{CLIENTS}/{}", client["id"]);
    assert_eq!(key.get(&format!("{path}/licenses")).await.expect(200).json[0]["id"], *id);
    let _ = key.delete(&path).await.expect(204);
    let seen = you.get(&format!("{LICENSES}/{id}")).await.expect(200).json;
    assert_eq!((&seen["status"], &seen["status_reason"]), (&json!("revoked"), &json!("client_deleted")));
    for (method, path) in [
        (Method::GET, format!("{LICENSES}/{id}")),
        (Method::GET, format!("{LICENSES}/usage")),
        (Method::DELETE, format!("{LICENSES}/{id}")),
        (Method::DELETE, format!("{LICENSES}/{id}/activations/a.example")),
        (Method::POST, format!("{LICENSES}/{id}/revoke")),
    ] {
        key.send(method, &path, "").await.error(401, "jwt_required");
    }
    for (path, body) in [
        ("bulk-actions".to_owned(), json!({"action": "renew", "ids": [id]})),
        (format!("{id}/renew"), json!({"months": 1})),
        (format!("{id}/upgrade"), json!({"tier": "business"})),
        (format!("{id}/transfer"), json!({"customer_id": 1})),
        (format!("{id}/file"), json!({"domain": "a.example", "days": 1})),
    ] {
        key.post(&format!("{LICENSES}/{path}"), &body).await.error(401, "jwt_required");
    }
}

async fn a_license_has_the_contracts_shape(server: &TestServer) {
    let product = product(server).await;
    let you = reseller(server).await;
    let body = json!({"product_id": product, "tier": "starter", "expires_at": "2027-03-30T23:59:59Z"});
    let made = you.post(LICENSES, &body).await.expect(201).json;
    let key = made["license_key"].as_str().unwrap();
    assert_eq!((key.len(), &key[..5]), (24, "FLVR-"));
    let expected = json!({
        "id": made["id"], "license_key": key,
        "product": {"id": product, "name": "Flavor Starter Theme", "slug": "flavor-starter"},
        "tier": "starter", "status": "active", "source": "individual", "expires_at": "2027-03-30T23:59:59Z",
        "activations": [], "customer_id": null, "created_at": "2026-01-14T12:00:00Z",
        "activation_limit": 1, "status_reason": null, "features": [],
    });
    assert_eq!(made, expected);
    assert_eq!(names(&made), names(&expected));
    let item = &you.get(LICENSES).await.expect(200).json[0];
    assert_eq!(names(item), names(&expected)[..10]);
    let usage = you.get(&format!("{LICENSES}/usage")).await.expect(200).json;
    assert_eq!(usage, json!({"total_licenses": 1, "limit": -1, "remaining": -1}));
}

async fn a_site_activates_verifies_and_leaves(server: &TestServer) {
    let product = product(server).await;
    let you = reseller(server).await;
    let license = license(&you, product).await;
    let (site, key) = (server.anonymous(), &license["license_key"]);
    let ask = |domain: &str| json!({"license_key": key, "domain": domain});
    let made =
        site.post("/api/v1/licenses/activate", &ask("https://www.shop.example.com/")).await.expect(200).json;
    assert_eq!(
        names(&made),
        [
            "id",
            "license_key",
            "tier",
            "status",
            "product",
            "expires_at",
            "activation",
            "already_activated",
            "activation_limit",
            "activations_used",
            "activations_left",
            "features",
            "token",
            "token_expires_at",
            "next_check_at",
        ]
    );
    assert_eq!(
        (&made["activation"]["domain"], &made["next_check_at"]),
        (&json!("shop.example.com"), &json!("2026-01-15T00:00:00Z"))
    );
    let refused = site
        .post("/api/v1/licenses/activate", &ask("other.example"))
        .await
        .error(403, "activation_limit_reached");
    let body = json!({"detail": "Activation limit reached (1 of 1)", "code": "activation_limit_reached", "activation_limit": 1, "activations_used": 1});
    assert_eq!(refused.json, body);
    let told = site.post("/api/v1/licenses/verify", &ask("shop.example.com")).await.expect(200).json;
    assert_eq!(
        names(&told),
        [
            "id",
            "license_key",
            "tier",
            "status",
            "valid",
            "code",
            "detail",
            "product",
            "expires_at",
            "activation",
            "activation_limit",
            "activations_used",
            "activations_left",
            "features",
            "token",
            "token_expires_at",
            "next_check_at",
            "grace_until",
        ]
    );
    assert_eq!(
        (&told["valid"], &told["code"], &told["detail"]),
        (&json!(true), &json!("valid"), &json!("License is valid"))
    );
    let told = site.post("/api/v1/licenses/verify", &ask("other.example")).await.expect(200).json;
    assert_eq!(
        (&told["valid"], &told["code"], &told["token"]),
        (&json!(false), &json!("not_activated"), &Value::Null)
    );
    let keys = site.get("/api/v1/licenses/keys").await.expect(200).json;
    assert_eq!(
        (keys["keys"][0]["kty"].as_str(), keys["keys"][0]["crv"].as_str()),
        (Some("OKP"), Some("Ed25519"))
    );
    let left = site.post("/api/v1/licenses/deactivate", &ask("shop.example.com")).await.expect(200).json;
    let expected = json!({
        "id": license["id"], "license_key": key, "tier": "starter", "status": "active", "deactivated": true,
        "domain": "shop.example.com", "activation_limit": 1, "activations_used": 0, "activations_left": 1,
    });
    assert_eq!(left, expected);
    site.post("/api/v1/licenses/deactivate", &ask("shop.example.com"))
        .await
        .error(404, "activation_not_found");
    let unknown = json!({"license_key": "FLVR-7K2M-Q9XD-R4TB-H3WZ", "domain": "a.example"});
    for path in ["activate", "deactivate", "verify"] {
        let answer =
            site.post(&format!("/api/v1/licenses/{path}"), &unknown).await.error(404, "license_not_found");
        assert_eq!(answer.text("detail"), "License not found");
    }
}

async fn a_batch_of_a_hundred_and_none_of_a_hundred_and_one(server: &TestServer) {
    let product = product(server).await;
    let you = reseller(server).await;
    let path = format!("{LICENSES}/bulk");
    let batch = you.post(&path, &json!({"product_id": product, "quantity": 100})).await.expect(201).json;
    assert_eq!(names(&batch), ["created", "batch_id", "licenses"]);
    assert_eq!((&batch["created"], batch["licenses"].as_array().unwrap().len()), (&json!(100), 100));
    let answer = you.post(&path, &json!({"product_id": product, "quantity": 101})).await.expect(422).json;
    let item = json!({
        "type": "less_than_equal", "loc": ["body", "quantity"], "msg": "Input should be less than or equal to 100",
        "input": 101, "ctx": {"le": 100},
    });
    assert_eq!(answer, json!({"detail": [item]}));
}

async fn lists_are_arrays_or_pages(server: &TestServer) {
    let product = product(server).await;
    let you = reseller(server).await;
    let body = json!({"product_id": product, "quantity": 3});
    let _ = you.post(&format!("{LICENSES}/bulk"), &body).await.expect(201);
    assert_eq!(you.get(LICENSES).await.expect(200).json.as_array().unwrap().len(), 3);
    let page = you.get(&format!("{LICENSES}?page=2&per_page=2")).await.expect(200).json;
    assert_eq!(names(&page), ["items", "total", "page", "per_page"]);
    let items = page["items"].as_array().unwrap().len();
    assert_eq!(
        (items, &page["total"], &page["page"], &page["per_page"]),
        (1, &json!(3), &json!(2), &json!(2))
    );
    assert_eq!(you.get(&format!("{CLIENTS}?page=1")).await.expect(200).json["per_page"], 25);
    assert_eq!(you.get(&format!("{LICENSES}?status=revoked")).await.expect(200).json, json!([]));
}

async fn fields_are_told_in_order(server: &TestServer) {
    let you = reseller(server).await;
    let kinds = |answer: Value| {
        let items = answer["detail"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| (item["type"].as_str().unwrap().to_owned(), item["loc"].clone()))
            .collect::<Vec<_>>()
    };
    let answer = you.get(&format!("{LICENSES}?status=x&expires_before=soon&page=0")).await.expect(422).json;
    let expected = [
        ("literal_error".to_owned(), json!(["query", "status"])),
        ("datetime_from_date_parsing".to_owned(), json!(["query", "expires_before"])),
        ("greater_than_equal".to_owned(), json!(["query", "page"])),
    ];
    assert_eq!(kinds(answer), expected);
    let answer = you
        .post(&format!("{LICENSES}/bulk-actions"), &json!({"action": "x", "ids": []}))
        .await
        .expect(422)
        .json;
    let expected = [
        ("literal_error".to_owned(), json!(["body", "action"])),
        ("too_short".to_owned(), json!(["body", "ids"])),
    ];
    assert_eq!(kinds(answer), expected);
    let answer = server
        .anonymous()
        .post("/api/v1/licenses/activate", &json!({"license_key": 5}))
        .await
        .expect(422)
        .json;
    let expected = [
        ("string_type".to_owned(), json!(["body", "license_key"])),
        ("missing".to_owned(), json!(["body", "domain"])),
    ];
    assert_eq!(kinds(answer), expected);
    let answer = server
        .anonymous()
        .post("/api/v1/licenses/verify", &json!({"license_key": "x", "domain": "a b"}))
        .await;
    assert_eq!(kinds(answer.expect(422).json), [("value_error".to_owned(), json!(["body", "domain"]))]);
}

async fn the_portal_does_what_it_says(server: &TestServer) {
    let product = product(server).await;
    let you = reseller(server).await;
    let id = license(&you, product).await["id"].clone();
    let path = |rest: &str| format!("{LICENSES}/{id}{rest}");
    let renewed = you.post(&path("/renew"), &json!({"months": 12})).await.expect(200).json;
    assert_eq!(renewed["expires_at"], "2028-01-14T12:00:00Z");
    let upgraded = you.post(&path("/upgrade"), &json!({"tier": "business"})).await.expect(200).json;
    assert_eq!(upgraded["activation_limit"], 3);
    you.post(&path("/upgrade"), &json!({"tier": "starter"})).await.error(400, "not_an_upgrade");
    you.post(&path("/transfer"), &json!({"customer_id": 4711})).await.error(404, "client_not_found");
    you.delete(&path("")).await.error(400, "license_active");
    you.delete(&path("/activations/a.example")).await.error(404, "activation_not_found");
    let order = json!({"domain": "a.example", "days": 30});
    you.post(&path("/file"), &order).await.error(403, "license_not_activated");
    let site = json!({"license_key": you.get(&path("")).await.expect(200).json["license_key"], "domain": "a.example"});
    let _ = server.anonymous().post("/api/v1/licenses/activate", &site).await.expect(200);
    let file = you.post(&path("/file"), &order).await.expect(200);
    assert_eq!(file.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(
        file.header("content-disposition"),
        Some(&*format!("attachment; filename=\"license-{id}.lic\""))
    );
    assert!(file.body().starts_with("-----BEGIN LICENSE FILE-----\n"), "{}", file.body());
    for days in [0, 367] {
        let _ = you.post(&path("/file"), &json!({"domain": "a.example", "days": days})).await.expect(422);
    }
    let revoked = you.post(&path("/revoke"), &json!({"reason": "chargeback"})).await.expect(200).json;
    assert_eq!((&revoked["status"], &revoked["status_reason"]), (&json!("revoked"), &json!("chargeback")));
    you.send(Method::POST, &path("/revoke"), "").await.error(400, "already_revoked");
    you.send(Method::POST, &path("/reactivate"), "").await.error(403, "reactivation_forbidden");
    let body = json!({"action": "delete", "ids": [id, 4711]});
    let done = you.post(&format!("{LICENSES}/bulk-actions"), &body).await.expect(200).json;
    let failed = json!([{"id": 4711, "code": "license_not_found", "detail": "License not found"}]);
    assert_eq!(done, json!({"succeeded": [id], "failed": failed}));
    you.get(&path("")).await.error(404, "license_not_found");
}

async fn a_customer_makes_none(server: &TestServer) {
    let product = product(server).await;
    let customer = super::customer(server).await;
    let answer = customer.post(LICENSES, &json!({"product_id": product})).await.error(403, "role_required");
    assert_eq!(answer.text("detail"), "Developer, Reseller or Agency account required");
    let answer = customer.get(CLIENTS).await.error(403, "role_required");
    assert_eq!(answer.text("detail"), "Reseller or Agency account required");
    assert_eq!(customer.get(LICENSES).await.expect(200).json, json!([]));
}

#[tokio::test]
async fn sites_may_not_ask_too_often() {
    let server = Setup::sqlite().config(|config| config.rate_limits = RateLimits::default()).start().await;
    let ask = json!({"license_key": "FLVR-7K2M-Q9XD-R4TB-H3WZ", "domain": "a.example"});
    let site = server.anonymous();
    for _ in 0..10 {
        site.post("/api/v1/licenses/activate", &ask).await.error(404, "license_not_found");
    }
    let answer = site.post("/api/v1/licenses/activate", &ask).await.error(429, "rate_limited");
    assert_eq!(answer.text("detail"), "Rate limit exceeded: 10 per 1 minute");
    site.post("/api/v1/licenses/deactivate", &ask).await.error(404, "license_not_found");
    site.post("/api/v1/licenses/verify", &ask).await.error(404, "license_not_found");
}

/// It may do anything there, and is no key here: licences are of production.
async fn a_key_of_another_environment_than_production_is_none_here(server: &TestServer) {
    let product = product(server).await;
    let trial = server.admin();
    let order = json!({"product_id": product, "quantity": 1});
    let listed = trial.get(LICENSES).await.error(401, "invalid_api_key");
    assert_eq!(listed.header("www-authenticate"), Some("APIKey"));
    trial.post(LICENSES, &order).await.error(401, "invalid_api_key");
    trial.post(&format!("{LICENSES}/bulk"), &order).await.error(401, "invalid_api_key");
    trial.get(CLIENTS).await.error(401, "invalid_api_key");
    assert_eq!(server.admin_in_production().get(LICENSES).await.expect(200).json, json!([]));
}
