//! Components of products (contract hub, B.4 and E).

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use keyward_domain::{AccountType, Clock, Timestamp};
use keyward_testkit::actors::{Anonymous, Caller, Person};
use keyward_testkit::package::plugin;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use super::releases::{operator, upload};
use super::{names, partner};
use crate::on_both;

const COMPONENTS: &str = "/api/v1/admin/components";
const SITE: &str = "/api/v1/components";

on_both! {
    components_are_set_up_and_never_need_themselves
    a_site_gets_the_components_of_its_tier
    a_manifest_never_outlives_the_licences_grace
}

async fn component(operator: &Person, slug: &str, tier: &str, depends_on: &[&str]) {
    let new = json!({
        "slug": slug, "product": "shop", "name": slug, "tier": tier, "requires_product": ">=1.4 <2.0",
        "depends_on": depends_on,
    });
    let made = operator.post(COMPONENTS, &new).await.expect(201).json;
    let expected = [
        "id",
        "slug",
        "product",
        "name",
        "description",
        "type",
        "tier",
        "requires_product",
        "depends_on",
        "features",
        "created_at",
        "updated_at",
    ];
    assert_eq!(names(&made), expected);
    let path = format!("{COMPONENTS}/{slug}/releases");
    let texts = json!({"version": "2.1.0", "published": "true"});
    let _ = upload(operator, &path, &texts, &plugin(slug, "2.1.0")).await.expect(201);
}

async fn components_are_set_up_and_never_need_themselves(server: &TestServer) {
    let (operator, _) = operator(server).await;
    component(&operator, "erp-core", "starter", &[]).await;
    component(&operator, "erp-invoicing", "business", &["erp-core"]).await;
    let new = |slug: &str, depends_on: Value| json!({"slug": slug, "product": "shop", "name": slug, "tier": "starter", "depends_on": depends_on});
    operator.post(COMPONENTS, &new("erp-core", json!([]))).await.error(400, "component_exists");
    operator.post(COMPONENTS, &new("a", json!(["a"]))).await.error(400, "dependency_cycle");
    operator.post(COMPONENTS, &new("a", json!(["b"]))).await.error(400, "unknown_dependency");
    let mut elsewhere = new("a", json!([]));
    elsewhere["product"] = "none".into();
    operator.post(COMPONENTS, &elsewhere).await.error(404, "product_not_found");
    let path = format!("{COMPONENTS}/erp-core");
    operator.patch(&path, &json!({"depends_on": ["erp-invoicing"]})).await.error(400, "dependency_cycle");
    let changed =
        operator.patch(&path, &json!({"features": ["erp.pro"], "tier": "business"})).await.expect(200).json;
    assert_eq!((&changed["features"], &changed["tier"]), (&json!(["erp.pro"]), &json!("business")));
    assert_eq!(changed["requires_product"], ">=1.4 <2.0");
    let bad = json!({"tier": "none", "requires_product": "soon", "features": ["No Word"], "name": ""});
    let bad = operator.patch(&path, &bad).await.expect(422).json;
    assert_eq!(bad["detail"][0]["loc"], json!(["body", "name"]));
    let bad =
        operator.patch(&path, &json!({"tier": "none", "requires_product": "soon"})).await.expect(422).json;
    let places: Vec<_> =
        bad["detail"].as_array().unwrap().iter().map(|item| item["loc"][1].clone()).collect();
    assert_eq!(places, ["tier", "requires_product"]);
    operator.patch(&format!("{COMPONENTS}/none"), &json!({})).await.error(404, "component_not_found");
    let all = operator.get(COMPONENTS).await.expect(200).json;
    assert_eq!(all.as_array().unwrap().len(), 2);
    let releases = operator.get(&format!("{path}/releases")).await.expect(200).json;
    assert_eq!(releases[0]["version"], "2.1.0");
}

/// What a JWS says that one of the published keys signed.
async fn claims(guest: &Anonymous, token: &Value) -> Value {
    let keys = guest.get("/api/v1/licenses/keys").await.expect(200).json;
    let key = DecodingKey::from_ed_components(keys["keys"][0]["x"].as_str().unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    decode::<Value>(token.as_str().unwrap(), &key, &validation).unwrap().claims
}

async fn a_site_gets_the_components_of_its_tier(server: &TestServer) {
    let (operator, product) = operator(server).await;
    component(&operator, "erp-core", "starter", &[]).await;
    component(&operator, "a-theme", "starter", &["erp-core"]).await;
    component(&operator, "erp-invoicing", "business", &["erp-core"]).await;
    let owner = partner(server, "you@example.com", AccountType::Reseller).await;
    let license = json!({"product_id": product, "tier": "starter"});
    let license = owner.post("/api/v1/portal/licenses", &license).await.expect(201).json;
    let key = license["license_key"].as_str().unwrap();
    let guest = server.anonymous();
    let _ = guest
        .post("/api/v1/licenses/activate", &json!({"license_key": key, "domain": "a.example"}))
        .await
        .expect(200);
    let site = guest.with("x-license-key", key).with("x-site-domain", "a.example");

    let mine = site.get(SITE).await.expect(200).json;
    let expected = [
        "slug",
        "name",
        "type",
        "version",
        "tier",
        "entitled",
        "requires_product",
        "depends_on",
        "size",
        "checksum",
        "released_at",
    ];
    assert_eq!(names(&mine[0]), expected);
    let slugs = |rows: &Value| {
        rows.as_array()
            .unwrap()
            .iter()
            .map(|row| row["slug"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(slugs(&mine), ["erp-core", "a-theme"]);
    let all = site.get(&format!("{SITE}/available?product=shop&version=1.4.0")).await.expect(200).json;
    assert_eq!(slugs(&all), ["erp-core", "a-theme", "erp-invoicing"]);
    assert_eq!((&all[2]["entitled"], &all[2]["locked_reason"]), (&json!(false), &json!("tier")));
    assert_eq!((&all[0]["entitled"], &all[0]["locked_reason"]), (&json!(true), &Value::Null));
    let later = site.get(&format!("{SITE}/available?version=2.0.0")).await.expect(200).json;
    assert_eq!(later[0]["locked_reason"], "version");

    let ask = |components: Value| json!({"license_key": key, "domain": "a.example", "product": "shop", "version": "1.4.2", "components": components});
    let has = json!({"a-theme": "2.0.0", "erp-core": "1.9.0", "erp-invoicing": "2.0.3", "other": "1.0.0"});
    let told = guest.post(&format!("{SITE}/check"), &ask(has)).await.expect(200).json;
    let expected = ["updates", "up_to_date", "not_entitled", "unknown", "order", "manifest", "next_check_at"];
    assert_eq!(names(&told), expected);
    assert_eq!(slugs(&told["updates"]), ["a-theme", "erp-core"]);
    assert_eq!(told["order"], json!(["erp-core", "a-theme"]));
    assert_eq!((&told["not_entitled"], &told["unknown"]), (&json!(["erp-invoicing"]), &json!(["other"])));
    let claims = claims(&guest, &told["manifest"]).await;
    assert_eq!(
        (&claims["tier"], &claims["prd"], &claims["dom"]),
        (&json!("starter"), &json!("shop"), &json!("a.example"))
    );
    let digest = format!("sha256:{}", claims["cmp"][0]["sha256"].as_str().unwrap());
    assert_eq!(
        (claims["cmp"][0]["slug"].clone(), json!(digest)),
        (json!("erp-core"), told["updates"][1]["checksum"].clone())
    );
    let empty = guest.post(&format!("{SITE}/check"), &ask(json!({}))).await.expect(200).json;
    assert!(empty["manifest"].is_string() && empty["updates"] == json!([]));
    let many: serde_json::Map<_, _> = (0..201).map(|n| (format!("c{n}"), json!("1.0.0"))).collect();
    let refused = guest.post(&format!("{SITE}/check"), &ask(many.into())).await.expect(422).json;
    assert_eq!(refused["detail"][0]["type"], "too_long");

    let link = told["updates"][1]["package"].as_str().unwrap();
    let link = &link[link.find("/api/").unwrap()..];
    assert_eq!(guest.get(link).await.expect(200).bytes, plugin("erp-core", "2.1.0"));
    guest.get(&link.replace("erp-core", "a-theme")).await.error(404, "component_not_found");
    let download = format!("{SITE}/erp-core/download");
    assert_eq!(site.get(&download).await.expect(200).bytes, plugin("erp-core", "2.1.0"));
    let part = site.with("range", "bytes=0-9").get(&format!("{download}?version=2.1.0")).await.expect(206);
    assert_eq!(part.bytes.len(), 10);
    site.get(&format!("{SITE}/erp-invoicing/download")).await.error(403, "component_not_entitled");
    site.get(&format!("{SITE}/none/download")).await.error(404, "component_not_found");
    site.get(&format!("{download}?version=9.0.0")).await.error(404, "release_not_found");
    guest.get(SITE).await.error(401, "not_authenticated");
    let unknown = guest.with("x-license-key", "FLVR-AAAA-AAAA-AAAA-AAAA").with("x-site-domain", "a.example");
    unknown.get(SITE).await.error(404, "license_not_found");
}

async fn a_manifest_never_outlives_the_licences_grace(server: &TestServer) {
    let (operator, product) = operator(server).await;
    component(&operator, "erp-core", "starter", &[]).await;
    let tier = json!({"name": "starter", "domains_per_license": 1, "features": ["erp.basic"], "rank": 1});
    let _ = operator.put("/api/v1/admin/tiers", &tier).await.expect(200);
    let owner = partner(server, "you@example.com", AccountType::Reseller).await;
    let license = json!({"product_id": product, "expires_at": "2026-03-01T00:00:00Z"});
    let key = owner.post("/api/v1/portal/licenses", &license).await.expect(201).json["license_key"].clone();
    let guest = server.anonymous();
    let site = json!({"license_key": key, "domain": "a.example"});
    let _ = guest.post("/api/v1/licenses/activate", &site).await.expect(200);
    let end = "2026-03-08T00:00:00Z".parse::<Timestamp>().unwrap().as_seconds();
    let manifest = async || {
        let asked = json!({"license_key": key, "domain": "a.example", "product": "shop", "version": "1.4.2", "components": {"erp-core": "2.0.0"}});
        let told = guest.post(&format!("{SITE}/check"), &asked).await.expect(200).json;
        // What was published before is there still.
        assert_eq!(told["updates"][0]["new_version"], "2.1.0");
        claims(&guest, &told["manifest"]).await
    };
    let verified = async || guest.post("/api/v1/licenses/verify", &site).await.expect(200).json;
    let now = || server.clock.now().as_seconds();
    let first = manifest().await;
    assert_eq!((&first["ftr"], &first["exp"]), (&json!(["erp.basic"]), &json!(now() + 7 * 86_400)));
    // Twelve hours after the end, in the grace.
    server.clock.advance(Duration::from_hours(46 * 24));
    let grace = manifest().await;
    assert_eq!((&grace["ftr"], &grace["exp"]), (&json!(["erp.basic"]), &json!(end)));
    assert_eq!((&verified().await["valid"], &verified().await["features"]), (&json!(true), &grace["ftr"]));
    // 60 days after the first: the grace is over, too.
    server.clock.advance(Duration::from_hours(14 * 24));
    let over = manifest().await;
    assert_eq!((&over["ftr"], &over["exp"]), (&json!([]), &json!(end)));
    assert_eq!((&verified().await["valid"], &verified().await["features"]), (&json!(false), &over["ftr"]));
}
