//! A release goes through the server, and never lies in its memory.

use keyward_testkit::package::{FORM, form, zip};
use reqwest::{Body, Method};
use serde_json::json;

use crate::support::{Answer, Caller, answer, bootstrap, home, text};

const PASSWORD: &str = "correct horse battery";
const FILE: usize = 96 << 20;
/// A server that held the file would need three times as much.
const MOST: u64 = 32 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_and_a_download_take_a_few_pieces_of_memory() {
    let home = home();
    bootstrap(&home).await;
    let password = home.run_with_input(&["users", "set-password", "ada@example.com"], PASSWORD).await;
    assert_eq!(password.code, Some(0), "{}", password.err);
    let mut server = home.serve(&[]).await;
    let body = json!({"email": "ada@example.com", "password": PASSWORD});
    let login = Caller::new(&server, "").request(Method::POST, "/v1/auth/login").json(&body);
    let token = text(&answer(login).await.body["token"]);
    let product = json!({"slug": "shop", "name": "Shop", "type": "plugin"});
    let product = post(&Caller::new(&server, ""), &token, "/api/v1/admin/products", &product).await;
    let order = json!({"product_id": product.body["id"]});
    let license = post(&Caller::new(&server, ""), &token, "/api/v1/portal/licenses", &order).await;
    let site = json!({"license_key": license.body["license_key"], "domain": "a.example", "product": "shop"});
    post(&Caller::new(&server, ""), &token, "/api/v1/licenses/activate", &site).await;

    // To hash a password takes memory by design: what is looked at is a process that has hashed none.
    server.terminate().await;
    server.restart().await;
    let caller = Caller::new(&server, "");
    // What every first request needs.
    post(&caller, &token, "/api/v1/licenses/verify", &site).await;
    let before = server.peak_memory();
    let package = zip(&[("shop/shop.php", b"<?php"), ("shop/data", &vec![7; FILE])]);
    let upload_form = form(&json!({"version": "1.0.0", "published": "true"}), Some(&package));
    let upload = caller.request(Method::POST, "/api/v1/admin/products/shop/releases").bearer_auth(&token);
    let made = answer(upload.header("content-type", FORM).body(Body::from(upload_form))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let uploaded = server.peak_memory() - before;
    assert!(uploaded < MOST, "the upload of {FILE} bytes took {uploaded}");

    let link = post(&caller, &token, "/api/v1/updates/download", &site).await.body;
    let link = text(&link["download_url"]);
    let path = link.strip_prefix(&server.url("")).expect("a link to the server");
    let got = caller.request(Method::GET, path).send().await.expect("an answer");
    let got = got.bytes().await.expect("a file");
    assert!(got == package, "the file is another one");
    let downloaded = server.peak_memory() - before;
    assert!(downloaded < MOST, "the download of {FILE} bytes took {downloaded}");
}

async fn post(caller: &Caller, token: &str, path: &str, body: &serde_json::Value) -> Answer {
    let answer = answer(caller.request(Method::POST, path).bearer_auth(token).json(body)).await;
    assert!(answer.status < 300, "{path}: {}", answer.body);
    answer
}
