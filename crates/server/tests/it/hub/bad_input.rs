//! What sites send that is wrong (contract hub, B.0, B.2 and B.3).

use keyward_domain::AccountType;
use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::json;

use super::licenses::product;
use super::partner;
use super::updates::{DOMAIN, Shop};
use crate::on_both;

on_both! {
    what_is_no_key_is_answered_exactly_like_an_unknown_one
    a_domain_is_what_is_left_of_what_a_site_calls_itself
    another_licences_link_is_nobody_elses
}

const SITES: [&str; 3] = ["activate", "deactivate", "verify"];

async fn what_is_no_key_is_answered_exactly_like_an_unknown_one(server: &TestServer) {
    let product = product(server).await;
    let you = partner(server, "you@example.com", AccountType::Reseller).await;
    let make = async || {
        let made = you.post("/api/v1/portal/licenses", &json!({"product_id": product})).await.expect(201);
        (made["id"].to_string(), made["license_key"].as_str().unwrap().to_owned())
    };
    // Well made, and of no licence any more.
    let (id, gone) = make().await;
    let _ = you.post(&format!("/api/v1/portal/licenses/{id}/revoke"), &json!({})).await.expect(200);
    let _ = you.delete(&format!("/api/v1/portal/licenses/{id}")).await.expect(204);
    let (_, key) = make().await;
    let put = |at: usize, symbol: &str| [&key[..at], symbol, &key[at + 1..]].concat();
    let last = if key.ends_with('A') { "B" } else { "A" };
    let bad = [
        put(5, "O"),
        put(6, "0"),
        put(11, "I"),
        put(13, "1"),
        put(key.len() - 1, last),
        put(9, " "),
        put(9, ""),
        put(8, "é"),
        key.replace('-', ""),
        key.replace('-', " "),
        format!("{key}-AAAA"),
        "K".repeat(255),
        "FLVR-AAAA-AAAA-AAAA-AAAA\u{0}".to_owned(),
    ];
    let site = server.anonymous();
    for path in SITES {
        let ask = async |key: &str| {
            let body = json!({"license_key": key, "domain": DOMAIN});
            site.post(&format!("/api/v1/licenses/{path}"), &body).await.expect(404).text
        };
        let unknown = ask(&gone).await;
        assert!(unknown.contains("\"license_not_found\""), "{unknown}");
        for bad in &bad {
            assert_eq!(ask(bad).await, unknown, "{path}: {bad:?}");
        }
        let long = json!({"license_key": "K".repeat(256), "domain": DOMAIN});
        let told = site.post(&format!("/api/v1/licenses/{path}"), &long).await.expect(422).json;
        assert_eq!(told["detail"][0]["loc"], json!(["body", "license_key"]));
    }
    // However it is typed, it is the same one.
    let typed = json!({"license_key": format!(" \t{}\n", key.to_lowercase()), "domain": DOMAIN});
    let activated = site.post("/api/v1/licenses/activate", &typed).await.expect(200);
    assert_eq!(activated["license_key"], key);
}

async fn a_domain_is_what_is_left_of_what_a_site_calls_itself(server: &TestServer) {
    let product = product(server).await;
    let you = partner(server, "you@example.com", AccountType::Reseller).await;
    let new = json!({"product_id": product, "tier": "agency"});
    let key = you.post("/api/v1/portal/licenses", &new).await.expect(201)["license_key"].clone();
    let site = server.anonymous();
    let ask = |domain: &str| json!({"license_key": key, "domain": domain});
    for (sent, domain, counted) in [
        ("https://www.shop.example.com:8443/blog?x=1#y", "shop.example.com", true),
        ("https://bücher.example/", "xn--bcher-kva.example", true),
        ("203.0.113.7:80", "203.0.113.7", true),
        ("http://[2001:db8::7]:8080/", "2001:db8::7", true),
        ("localhost:3000", "localhost", false),
        ("http://127.0.0.1/", "127.0.0.1", false),
        ("[::1]", "::1", false),
    ] {
        let made = site.post("/api/v1/licenses/activate", &ask(sent)).await.expect(200);
        assert_eq!(made["activation"]["domain"], domain);
        assert_eq!(made["activation"]["counted"], counted, "{sent}");
        let told = site.post("/api/v1/licenses/verify", &ask(domain)).await.expect(200);
        assert_eq!(told["code"], "valid", "{sent}");
    }
    let labels = format!("{}.{}.{}.{}", "a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(62));
    assert_eq!(labels.len(), 254);
    for bad in
        [&*labels, "", "https://", "a b.example", "256.1.1.1", "a..example", "a.example:http", "a\0.example"]
    {
        for path in SITES {
            let told = site.post(&format!("/api/v1/licenses/{path}"), &ask(bad)).await.expect(422).json;
            assert_eq!(told["detail"][0]["loc"], json!(["body", "domain"]), "{path}: {bad}");
        }
    }
    let made = site.post("/api/v1/licenses/activate", &ask(&labels[..253])).await.expect(200);
    assert_eq!(made["activation"]["domain"], labels[..253]);
}

async fn another_licences_link_is_nobody_elses(server: &TestServer) {
    let shop = Shop::open(server).await;
    let check = async |key: &str, domain: &str| {
        let body = json!({"product": "shop", "version": "1.4.2", "license_key": key, "domain": domain});
        let told = server.anonymous().post("/api/v1/updates/check", &body).await.expect(200).json;
        let url = told["package"].as_str().unwrap().to_owned();
        url[url.find("/api/").unwrap()..].to_owned()
    };
    let (other_id, other) = shop.another().await;
    let body = json!({"license_key": other, "domain": "b.example"});
    let _ = server.anonymous().post("/api/v1/licenses/activate", &body).await.expect(200);
    let (mine, others) = (check(&shop.key, DOMAIN).await, check(&other, "b.example").await);
    let token = |link: &str| {
        let token = link.split_once("token=").unwrap().1;
        token.split('.').map(str::to_owned).collect::<Vec<_>>()
    };
    // Each part of one in the other: version, release, licence, activation, epoch, end, digest, and what proves that they are ours.
    let (mine_parts, others_parts) = (token(&mine), token(&others));
    for (at, part) in others_parts.iter().enumerate().filter(|(at, part)| mine_parts[*at] != **part) {
        let mut mixed = mine_parts.clone();
        mixed[at].clone_from(part);
        let link = format!("/api/v1/updates/download?token={}", mixed.join("."));
        server.anonymous().get(&link).await.error(403, "download_link_invalid");
    }
    // One that is revoked takes its own links with it, and no other's.
    let revoke = format!("/api/v1/admin/licenses/{other_id}/revoke");
    let _ = shop.operator().post(&revoke, &json!({})).await.expect(200);
    server.anonymous().get(&others).await.error(403, "license_revoked");
    let _ = server.anonymous().get(&mine).await.expect(200);
    let long = format!("/api/v1/updates/download?token={}", "1".repeat(1025));
    let _ = server.anonymous().get(&long).await.expect(422);
}
