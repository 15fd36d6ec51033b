//! What sites ask about updates (contract hub, B.3).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use keyward_domain::AccountType;
use keyward_testkit::actors::{Anonymous, Answer, Caller, Person};
use keyward_testkit::package::plugin;
use keyward_testkit::server::{PASSWORD, Setup, TestServer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha384};

use super::releases::{RELEASES, operator, upload};
use super::{names, partner};
use crate::on_both;

const CHECK: &str = "/api/v1/updates/check";
const LINK: &str = "/api/v1/updates/download";

on_both! {
    a_site_learns_of_an_update_and_gets_it
    a_download_goes_on_where_it_stopped
    a_link_is_as_good_as_its_licence
    a_licence_that_has_ended_keeps_what_was_published_before
    a_licence_in_its_grace_is_given_nothing_newer
}

/// A site with a licence for `shop`, of which 1.5.0 is published.
pub(super) struct Shop {
    operator: Person,
    owner: Person,
    site: Anonymous,
    license: Value,
    pub(super) key: String,
    package: Vec<u8>,
}

pub(super) const DOMAIN: &str = "a.example";

impl Shop {
    pub(super) async fn open(server: &TestServer) -> Self {
        let (operator, product) = operator(server).await;
        server.prove("operator@example.com").await;
        let owner = partner(server, "you@example.com", AccountType::Reseller).await;
        let new = json!({"product_id": product, "expires_at": "2026-03-01T00:00:00Z"});
        let license = owner.post("/api/v1/portal/licenses", &new).await.expect(201).json;
        let key = license["license_key"].as_str().unwrap().to_owned();
        let site = server.anonymous();
        let body = json!({"license_key": key, "domain": DOMAIN});
        let _ = site.post("/api/v1/licenses/activate", &body).await.expect(200);
        let shop = Self { operator, owner, site, license, key, package: plugin("shop", "1.5.0") };
        shop.release("1.5.0", &shop.package).await;
        shop
    }

    /// Another licence for the same: its id and its key.
    pub(super) async fn another(&self) -> (Value, String) {
        let new = json!({"product_id": self.license["product"]["id"]});
        let made = self.owner.post("/api/v1/portal/licenses", &new).await.expect(201).json;
        (made["id"].clone(), made["license_key"].as_str().unwrap().to_owned())
    }

    pub(super) fn id(&self) -> &Value {
        &self.license["id"]
    }

    pub(super) fn operator(&self) -> &Person {
        &self.operator
    }

    async fn release(&self, version: &str, package: &[u8]) {
        let texts =
            json!({"version": version, "published": "true", "changelog": "<p>New.</p>", "requires": "6.4"});
        let _ = upload(&self.operator, RELEASES, &texts, package).await.expect(201);
    }

    async fn check(&self, version: &str) -> Value {
        let body = json!({"product": "shop", "version": version, "license_key": self.key, "domain": DOMAIN});
        self.site.post(CHECK, &body).await.expect(200).json
    }

    pub(super) async fn link(&self) -> Answer {
        self.site.post(LINK, &json!({"license_key": self.key, "domain": DOMAIN, "product": "shop"})).await
    }
}

/// The part of a link that this server is asked for: it does not know on which port it listens.
pub(super) fn path(link: &Value) -> String {
    let url = link.as_str().expect("a link");
    url[url.find("/api/").expect("a path")..].to_owned()
}

#[expect(clippy::too_many_lines, reason = "one story: from the news to the file")]
async fn a_site_learns_of_an_update_and_gets_it(server: &TestServer) {
    let shop = Shop::open(server).await;
    let told = shop.check("1.4.2").await;
    let expected = [
        "update_available",
        "product",
        "type",
        "current_version",
        "version",
        "new_version",
        "channel",
        "released_at",
        "critical",
        "slug",
        "url",
        "details_url",
        "package",
        "download_url",
        "package_expires_at",
        "size",
        "checksum",
        "signature",
        "signature_keyid",
        "requires",
        "tested",
        "requires_php",
        "upgrade_notice",
        "autoupdate",
        "delta",
        "license",
    ];
    assert_eq!(names(&told), expected);
    assert_eq!((&told["update_available"], &told["new_version"]), (&json!(true), &json!("1.5.0")));
    assert_eq!(told["package_expires_at"], "2026-01-16T12:00:00Z");
    assert_eq!(
        told["license"],
        json!({"valid": true, "code": "valid", "status": "active", "expires_at": "2026-03-01T00:00:00Z"})
    );
    let none = shop.check("1.5.0").await;
    assert_eq!((&none["update_available"], &none["version"]), (&json!(false), &json!("1.5.0")));
    assert_eq!((&none["package"], &none["license"]["valid"]), (&Value::Null, &json!(true)));

    let got = shop.site.get(&path(&told["package"])).await.expect(200);
    assert_eq!(got.bytes, shop.package);
    let sha256 = hex::encode(Sha256::digest(&got.bytes));
    assert_eq!(told["checksum"], format!("sha256:{sha256}"));
    for (name, value) in [
        ("content-type", "application/zip"),
        ("content-disposition", "attachment; filename=\"shop-1.5.0.zip\""),
        ("accept-ranges", "bytes"),
        ("content-length", &got.bytes.len().to_string()),
        ("etag", &format!("\"sha256-{sha256}\"")),
        ("x-checksum-sha256", &sha256),
        ("x-content-signature", told["signature"].as_str().unwrap()),
    ] {
        assert_eq!(got.header(name), Some(value), "{name}");
    }
    let keys = shop.site.get("/api/v1/updates/keys").await.expect(200).json;
    let key =
        keys["keys"].as_array().unwrap().iter().find(|key| key["keyid"] == told["signature_keyid"]).unwrap();
    assert_eq!((&key["algorithm"], &key["active"]), (&json!("ed25519"), &json!(true)));
    let decode = |text: &Value| STANDARD.decode(text.as_str().unwrap()).unwrap();
    let key = VerifyingKey::from_bytes(&decode(&key["public_key"]).try_into().unwrap()).unwrap();
    let signature = Signature::from_slice(&decode(&told["signature"])).unwrap();
    key.verify_strict(&Sha384::digest(&got.bytes), &signature).unwrap();
    let sig = path(&told["package"]).replace("download?", "download.zip.sig?");
    assert_eq!(shop.site.get(&sig).await.expect(200).text, told["signature"].as_str().unwrap());

    let link = shop.link().await.expect(200).json;
    let expected = [
        "download_url",
        "expires_at",
        "product",
        "version",
        "size",
        "checksum",
        "signature",
        "signature_keyid",
    ];
    assert_eq!(names(&link), expected);
    let _ = shop.site.get(&path(&link["download_url"])).await.expect(200);

    // Whatever is wrong with the licence, the site still learns of the update.
    for (body, code) in [
        (json!({}), "license_missing"),
        (json!({"license_key": "FLVR-AAAA-AAAA-AAAA-AAAA", "domain": DOMAIN}), "license_not_found"),
        (json!({"license_key": shop.key, "domain": "b.example"}), "not_activated"),
    ] {
        let mut body = body;
        body["product"] = "shop".into();
        body["version"] = "1.4.2".into();
        let told = server.anonymous().post(CHECK, &body).await.expect(200).json;
        assert_eq!((&told["update_available"], &told["package"]), (&json!(true), &Value::Null));
        assert_eq!((&told["license"]["valid"], &told["license"]["code"]), (&json!(false), &json!(code)));
    }
    let by_header = shop.site.with("x-license-key", &shop.key).with("x-site-domain", DOMAIN);
    let told = by_header.post(CHECK, &json!({"product": "shop", "version": "1.4.2"})).await.expect(200).json;
    assert!(told["package"].is_string());

    shop.site
        .post(CHECK, &json!({"product": "none", "version": "1.0.0"}))
        .await
        .error(404, "product_not_found");
    for (name, value) in
        [("version", "1.4"), ("version", "latest"), ("constraint", ">=1.0.0-beta"), ("channel", "soon")]
    {
        let mut body = json!({"product": "shop", "version": "1.4.2"});
        body[name] = value.into();
        let refused = shop.site.post(CHECK, &body).await.expect(422).json;
        assert_eq!(refused["detail"][0]["loc"], json!(["body", name]));
    }
}

async fn a_download_goes_on_where_it_stopped(server: &TestServer) {
    let shop = Shop::open(server).await;
    let link = path(&shop.check("1.4.2").await["package"]);
    let ask = async |headers: &[(&str, &str)]| {
        let asking =
            headers.iter().fold(server.anonymous(), |asking, (name, value)| asking.with(name, value));
        asking.get(&link).await
    };
    let first = ask(&[("range", "bytes=0-9999")]).await.expect(206);
    let size = shop.package.len();
    assert_eq!(first.header("content-range"), Some(format!("bytes 0-9999/{size}").as_str()));
    assert_eq!(first.bytes.len(), 10_000);
    let tag = first.header("etag").unwrap();
    let rest = ask(&[("range", "bytes=10000-"), ("if-range", tag)]).await.expect(206);
    let whole = [first.bytes.clone(), rest.bytes].concat();
    assert_eq!(hex::encode(Sha256::digest(&whole)), first.header("x-checksum-sha256").unwrap());
    assert_eq!(ask(&[("range", "bytes=-5")]).await.expect(206).bytes, shop.package[size - 5..]);
    // Another file than the client began with: all of it, anew.
    let anew = ask(&[("range", "bytes=10000-"), ("if-range", "\"sha256-00\"")]).await.expect(200);
    assert_eq!(anew.bytes, shop.package);
    assert!(ask(&[("if-none-match", tag)]).await.expect(304).bytes.is_empty());
    let beyond = ask(&[("range", &format!("bytes={size}-"))]).await;
    assert_eq!(beyond.header("content-range"), Some(format!("bytes */{size}").as_str()));
    beyond.error(416, "range_not_satisfiable");
}

async fn a_link_is_as_good_as_its_licence(server: &TestServer) {
    let shop = Shop::open(server).await;
    let link = path(&shop.check("1.4.2").await["package"]);
    let get = async |link: &str| server.anonymous().get(link).await;
    let _ = get(&link).await.expect(200);
    let (start, token) = link.split_once("token=").unwrap();
    let parts: Vec<_> = token.split('.').collect();
    for place in 0..parts.len() {
        let mut parts = parts.clone();
        let longer = format!("{}1", parts[place]);
        parts[place] = &longer;
        get(&format!("{start}token={}", parts.join("."))).await.error(403, "download_link_invalid");
    }
    for bad in ["", "x", "1.1.1.1.1.1.aa.bb"] {
        get(&format!("{start}token={bad}")).await.error(403, "download_link_invalid");
    }
    // What another licence's token has in its place.
    let other = json!({"license_key": shop.key, "domain": "localhost"});
    let _ = shop.site.post("/api/v1/licenses/activate", &other).await.expect(200);
    let asked =
        json!({"product": "shop", "version": "1.4.2", "license_key": shop.key, "domain": "localhost"});
    let others = path(&shop.site.post(CHECK, &asked).await.expect(200).json["package"]);
    let mixed: Vec<_> = others.split_once("token=").unwrap().1.split('.').collect();
    let mixed = [&mixed[..7], &parts[7..]].concat().join(".");
    get(&format!("{start}token={mixed}")).await.error(403, "download_link_invalid");

    let body = json!({"license_key": shop.key, "domain": DOMAIN});
    let _ = shop.site.post("/api/v1/licenses/deactivate", &body).await.expect(200);
    get(&link).await.error(403, "license_not_activated");
    let _ = get(&others).await.expect(200);
    server.clock.advance(Duration::from_hours(48) - Duration::from_secs(1));
    let _ = get(&others).await.expect(200);
    server.clock.advance(Duration::from_secs(1));
    get(&others).await.error(403, "download_link_expired");

    let fresh = path(&shop.site.post(CHECK, &asked).await.expect(200).json["package"]);
    let revoke = format!("/api/v1/admin/licenses/{}/revoke", shop.license["id"]);
    let suspend = format!("/api/v1/admin/licenses/{}/suspend", shop.license["id"]);
    let reinstate = format!("/api/v1/admin/licenses/{}/reinstate", shop.license["id"]);
    let shop = Shop { operator: signed_in_again(server).await, ..shop };
    let _ = shop.operator.post(&suspend, &json!({})).await.expect(200);
    get(&fresh).await.error(403, "license_suspended");
    let _ = shop.operator.post(&reinstate, &json!({})).await.expect(200);
    let _ = get(&fresh).await.expect(200);
    let _ = shop.operator.post(&format!("{RELEASES}/1.5.0/yank"), &json!({})).await.expect(200);
    get(&fresh).await.error(404, "release_not_found");
    shop.link().await.error(403, "license_not_activated");
    let _ = shop.operator.post(&revoke, &json!({})).await.expect(200);
    get(&fresh).await.error(403, "license_revoked");
    let unknown = json!({"license_key": "FLVR-AAAA-AAAA-AAAA-AAAA", "domain": DOMAIN, "product": "shop"});
    shop.site.post(LINK, &unknown).await.error(404, "license_not_found");
}

/// The operator, whose first token is older than it may be.
async fn signed_in_again(server: &TestServer) -> Person {
    let guest = server.anonymous();
    let body = json!({"email": "operator@example.com", "password": PASSWORD});
    Person::of(&guest, guest.post("/v1/auth/login", &body).await.expect(200))
}

async fn a_licence_that_has_ended_keeps_what_was_published_before(server: &TestServer) {
    let shop = Shop::open(server).await;
    // 60 days later the licence has ended, and so has its grace.
    server.clock.advance(Duration::from_hours(60 * 24));
    let shop = Shop { operator: signed_in_again(server).await, ..shop };
    shop.release("1.6.0", &plugin("shop", "1.6.0")).await;
    let told = shop.check("1.4.2").await;
    assert_eq!((&told["new_version"], &told["license"]["code"]), (&json!("1.5.0"), &json!("expired")));
    assert_eq!(told["license"]["valid"], false);
    let _ = shop.site.get(&path(&told["package"])).await.expect(200);
    let told = shop.check("1.5.0").await;
    assert_eq!((&told["new_version"], &told["package"]), (&json!("1.6.0"), &Value::Null));
    assert_eq!(shop.link().await.expect(200).json["version"], "1.5.0");
    let newest = json!({"license_key": shop.key, "domain": DOMAIN, "product": "shop", "version": "1.6.0"});
    shop.site.post(LINK, &newest).await.error(403, "license_expired");

    // A fix of what they have is for them, too.
    let fix = |at: &str| json!({"version": "1.5.1", "published_at": at});
    let package = plugin("shop", "1.5.1");
    let later = upload(&shop.operator, RELEASES, &fix("2100-01-01T00:00:00Z"), &package).await.expect(422);
    assert_eq!(later["detail"][0]["loc"], json!(["body", "published_at"]));
    let made = upload(&shop.operator, RELEASES, &fix("2026-01-14"), &package).await.expect(201).json;
    assert_eq!(made["published_at"], "2026-01-14T00:00:00Z");
    assert_eq!(shop.link().await.expect(200).json["version"], "1.5.1");
}

async fn a_licence_in_its_grace_is_given_nothing_newer(server: &TestServer) {
    let shop = Shop::open(server).await;
    // It ended twelve hours ago: the site may go on, with what was there before.
    server.clock.advance(Duration::from_hours(46 * 24));
    let shop = Shop { operator: signed_in_again(server).await, ..shop };
    shop.release("1.6.0", &plugin("shop", "1.6.0")).await;
    let told = shop.check("1.4.2").await;
    assert_eq!((&told["license"]["valid"], &told["license"]["code"]), (&json!(true), &json!("valid_grace")));
    assert_eq!(told["new_version"], "1.5.0");
    let _ = shop.site.get(&path(&told["package"])).await.expect(200);
    let told = shop.check("1.5.0").await;
    assert_eq!((&told["new_version"], &told["package"]), (&json!("1.6.0"), &Value::Null));
    assert_eq!(shop.link().await.expect(200).json["version"], "1.5.0");
    let newest = json!({"license_key": shop.key, "domain": DOMAIN, "product": "shop", "version": "1.6.0"});
    shop.site.post(LINK, &newest).await.error(403, "license_expired");
}

/// As plugin-update-checker asks and looks at the answer (its `Puc/v4p12` and `Puc/v5p4`): it adds `installed_version`, `php` and `locale` to the
/// URL that it was given, and `checking_for_updates=1` when it looks for an update of a plugin, not when it shows its details. It takes 200
/// alone, and an object with `name` and `version` that are not empty; of a theme, `version` and `details_url`. It reads `sections` and `icons` as
/// maps of texts, `banners` by `low` and `high`, goes over `translations`, and hands `download_url` to WordPress as the package.
#[tokio::test(flavor = "multi_thread")]
async fn plugin_update_checker_reads_what_is_told() {
    let server = TestServer::sqlite().await;
    let shop = Shop::open(&server).await;
    let info = "/api/v1/updates/info?product=shop";
    let asked = format!(
        "{info}&license_key={}&domain={DOMAIN}&installed_version=1.4.2&php=8.3.6&locale=el",
        shop.key
    );
    let client = shop.site.with("accept", "application/json");
    let told = client.get(&asked).await.expect(200).json;
    let looking = client.get(&format!("{asked}&checking_for_updates=1")).await.expect(200).json;
    assert_eq!((&looking["version"], names(&looking)), (&told["version"], names(&told)));
    let expected = [
        "name",
        "slug",
        "version",
        "download_url",
        "homepage",
        "author",
        "author_homepage",
        "requires",
        "tested",
        "requires_php",
        "last_updated",
        "upgrade_notice",
        "sections",
        "icons",
        "banners",
        "translations",
    ];
    assert_eq!(names(&told), expected);
    assert_eq!((&told["name"], &told["version"]), (&json!("Shop"), &json!("1.5.0")));
    assert_eq!(told["last_updated"], "2026-01-14 12:00:00");
    assert_eq!(told["sections"], json!({"description": "<p>Sells.</p>", "changelog": "<p>New.</p>"}));
    assert_eq!((&told["translations"], &told["author"]), (&json!([]), &json!("Keyward")));
    let texts = |name: &str| told[name].as_object().unwrap().values().all(Value::is_string);
    assert!(["sections", "icons", "banners"].into_iter().all(texts), "{told}");
    let package = client.get(&path(&told["download_url"])).await.expect(200);
    assert_eq!(package.bytes, shop.package);
    // It asks for what is installed, too, and shows it under "View details".
    let newest = client.get(&asked.replace("1.4.2", "1.5.0")).await.expect(200).json;
    assert_eq!(newest["version"], "1.5.0");
    let without = client.get(info).await.expect(200).json;
    assert!(without.get("download_url").is_none() && without["version"] == "1.5.0");
    client.get("/api/v1/updates/info?product=none").await.error(404, "product_not_found");
}

/// What WordPress shows in a frame, at the address that an update names. Whatever stands in it runs nothing.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_a_page_of_its_own() {
    let server = TestServer::sqlite().await;
    let shop = Shop::open(&server).await;
    let told = shop.check("1.4.2").await;
    assert_eq!(told["url"], told["details_url"]);
    let url = told["url"].as_str().unwrap();
    let at = &url[url.find("/changelog/").unwrap()..];
    assert_eq!(at, "/changelog/shop/1.5.0");
    let page = shop.site.get(at).await.expect(200);
    assert!(page.text.contains("<h1>Shop 1.5.0</h1>") && page.text.contains("<p>New.</p>"), "{}", page.text);
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("sandbox") && !policy.contains("script") && !policy.contains("frame-ancestors"));
    let yank = format!("{RELEASES}/1.5.0/yank");
    let _ = shop.operator.post(&yank, &Value::Null).await.expect(200);
    for none in [at, "/changelog/shop/9.9.9", "/changelog/none/1.5.0", "/changelog/shop/x"] {
        assert!(shop.site.get(none).await.expect(404).text.contains("No such release"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sites_ask_as_often_as_the_seeds_table_says() {
    let rates = |config: &mut keyward_server::config::Config| {
        let rate = |text: &str| text.parse().unwrap();
        (config.rate_limits.check_updates, config.rate_limits.download) =
            (rate("30/minute"), rate("5/minute"));
    };
    let server = Setup::sqlite().config(rates).start().await;
    let guest = server.anonymous();
    let body = json!({"product": "none", "version": "1.0.0"});
    for _ in 0..30 {
        let _ = guest.post(CHECK, &body).await.expect(404);
    }
    guest.post(CHECK, &body).await.error(429, "rate_limited");
    // Each route has its own count, as in the framework's stack.
    for _ in 0..30 {
        let _ = guest.get("/api/v1/updates/info?product=none").await.expect(404);
    }
    guest.get("/api/v1/updates/info?product=none").await.error(429, "rate_limited");
    for _ in 0..5 {
        let _ = guest.get("/api/v1/updates/download?token=x").await.expect(403);
    }
    guest.get("/api/v1/updates/download?token=x").await.error(429, "rate_limited");
}
