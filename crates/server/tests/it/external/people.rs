//! Who somebody is, and the account that their first sign-in makes.

use futures_util::future::join_all;
use keyward_storage::{tenants, users};
use keyward_testkit::actors::{Anonymous, Caller, Person};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};

use super::signer::Signer;
use super::{ISSUER, ME, SECRET, bearer, claims, issuer, with};

fn supabase(setup: Setup) -> Setup {
    let lines = format!("hs256_secret = \"{SECRET}\"\naudience = \"authenticated\"\ncreate_tenant = true");
    setup.config(|config| issuer(config, ISSUER, &lines))
}

/// Somebody whom the issuer vouches for, who has made no request yet.
fn person(server: &TestServer, subject: &str, others: &Value) -> Anonymous {
    let claims = with(claims(server, subject), others);
    bearer(server, &Signer::hs256(SECRET.as_bytes()).sign(&claims))
}

async fn on_both(behaviour: impl AsyncFn(&TestServer)) {
    // A start is a large future.
    behaviour(&Box::pin(supabase(Setup::sqlite()).start()).await).await;
    behaviour(&Box::pin(supabase(Setup::postgres()).start()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_sign_in_makes_a_person_with_a_tenant() {
    on_both(async |server| {
        let ada = person(server, "ada", &json!({"email": "Ada@Example.com"}));
        let me = ada.get(ME).await.expect(200);
        assert_eq!((me.text("email"), &me["roles"]), ("ada@example.com", &json!(["super_admin"])));
        let environments = ada.get("/v1/environments").await.expect(200);
        assert_eq!(environments["total"], 2);
        assert_eq!(ada.get("/v1/auth/sessions").await.expect(200)["items"], json!([]));
        let again = person(server, "ada", &json!({"email": "new@example.com"})).get(ME).await.expect(200);
        assert_eq!(again.json, me.json, "later claims change nothing here");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_first_requests_at_once_one_makes_the_person() {
    on_both(async |server| {
        let storage = server.authority().storage();
        let before = tenants::all(&storage.reader()).await.unwrap().len();
        let ada = person(server, "ada", &json!({"email": "ada@example.com"}));
        let all = (0..50).map(|_| async { ada.get(ME).await.expect(200).text("id").to_owned() });
        let mut ids = join_all(all).await;
        ids.dedup();
        assert_eq!(ids.len(), 1);
        let after = tenants::all(&storage.reader()).await.unwrap();
        assert_eq!(after.len(), before + 1);
        let people = users::all(&storage.reader(), after.last().unwrap().id).await.unwrap();
        assert_eq!(people.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_opens_no_account_that_is_there() {
    on_both(async |server| {
        let body = json!({"email": "ada@example.com", "password": "correct horse battery"});
        let guest = server.anonymous();
        let local = Person::of(&guest, guest.post("/v1/auth/signup", &body).await.expect(201));
        let local = local.get(ME).await.expect(200);
        let external = person(server, "ada", &json!({"email": "ada@example.com", "email_verified": true}));
        let external = external.get(ME).await.expect(200);
        assert_ne!(external.text("id"), local.text("id"));
        assert!(external.text("email").ends_with("@identity.invalid"), "{}", external.text("email"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_proven_address_is_not_taken() {
    let server = supabase(Setup::sqlite()).start().await;
    for (subject, others) in [
        ("none", json!({})),
        ("words", json!({"email": "no address"})),
        ("header", json!({"email": "a@b\r\nBcc: c@d"})),
        ("long", json!({"email": format!("{}@example.com", "a".repeat(300))})),
        ("number", json!({"email": 7})),
        ("unproven", json!({"email": "eve@example.com", "email_verified": false})),
    ] {
        let me = person(&server, subject, &others).get(ME).await.expect(200);
        assert!(me.text("email").ends_with("@identity.invalid"), "{subject}: {}", me.text("email"));
    }
    let quoted = person(&server, "quoted", &json!({"email": "\"o'neil\"@bücher.example"}));
    assert_eq!(quoted.get(ME).await.expect(200).text("email"), "\"o'neil\"@bücher.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_removed_stays_out() {
    let server = supabase(Setup::sqlite()).start().await;
    let ada = person(&server, "ada", &json!({}));
    let id = ada.get(ME).await.expect(200).text("id").to_owned();
    let storage = server.authority().storage();
    let tx = storage.begin().await.unwrap();
    users::delete(&tx, server.authority().ids().decode(&id).unwrap(), server.authority().now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let people = tenants::all(&storage.reader()).await.unwrap().len();
    ada.get(ME).await.error(401, "invalid_token");
    assert_eq!(tenants::all(&storage.reader()).await.unwrap().len(), people, "nothing was made anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn flapjacks_page_works_for_an_external_person() {
    on_both(async |server| {
        let (ada, eve) = (person(server, "ada", &json!({})), person(server, "eve", &json!({})));
        assert_eq!(ada.get("/api/keys").await.expect(200).json, json!([]));
        let made = ada.post("/api/keys", &json!({"name": "Production"})).await.expect(201);
        let key = server.holder_of(made.text("key"));
        let _ = key.get("/v1/keys/whoami").await.expect(200);
        assert_eq!(ada.get("/api/keys").await.expect(200).json[0]["id"], made["id"]);
        assert_eq!(eve.get("/api/keys").await.expect(200).json, json!([]));
        let path = format!("/api/keys/{}", made.text("id"));
        assert_eq!(eve.delete(&path).await.expect(404).text("error"), "NOT_FOUND");
        let _ = ada.delete(&path).await.expect(200);
        key.get("/v1/keys/whoami").await.error(401, "unauthorized");

        let anon =
            Signer::hs256(SECRET.as_bytes()).sign(&with(claims(server, "ada"), &json!({"aud": "anon"})));
        let refused = bearer(server, &anon).get("/api/keys").await.expect(401);
        assert_eq!(refused.text("error"), "UNAUTHORIZED");
    })
    .await;
}
