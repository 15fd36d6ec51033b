//! Which tokens are good.

use std::time::Duration;

use base64::Engine as _;
use jsonwebtoken::{Algorithm, Header};
use keyward_testkit::actors::Caller;
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};

use super::provider::Provider;
use super::signer::{Signer, text};
use super::{ISSUER, ME, SECRET, bearer, claims, issuer, with};

/// A server that takes tokens signed with these keys.
async fn trusting(keys: &[&Signer]) -> TestServer {
    let provider = Provider::start(keys).await;
    let lines =
        format!("jwks_url = \"{}\"\naudience = \"authenticated\"\ncreate_tenant = true", provider.url);
    Setup::sqlite().config(|config| issuer(config, ISSUER, &lines)).start().await
}

/// A server that takes tokens signed with the secret.
async fn supabase() -> TestServer {
    let lines = format!("hs256_secret = \"{SECRET}\"\naudience = \"authenticated\"\ncreate_tenant = true");
    Setup::sqlite().config(|config| issuer(config, ISSUER, &lines)).start().await
}

async fn refused(server: &TestServer, token: &str) {
    bearer(server, token).get(ME).await.error(401, "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_algorithm_is_taken() {
    let (rsa, ec, ed) = (Signer::rs256("r"), Signer::es256("e", 1), Signer::ed25519("d", 2));
    let server = trusting(&[&rsa, &ec, &ed]).await;
    let mut ids = Vec::new();
    for (signer, subject) in [(&rsa, "rita"), (&ec, "eve"), (&ed, "ed"), (&ed, "rita")] {
        let me = bearer(&server, &signer.sign(&claims(&server, subject))).get(ME).await.expect(200);
        ids.push(me.text("id").to_owned());
    }
    assert_eq!(ids[0], ids[3], "the subject tells who, not the key");
    assert!(ids[0] != ids[1] && ids[1] != ids[2], "{ids:?}");

    let server = supabase().await;
    let token = Signer::hs256(SECRET.as_bytes()).sign(&claims(&server, "ada"));
    let _ = bearer(&server, &token).get(ME).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_tokens_go_on() {
    let server = supabase().await;
    let body = json!({"email": "ada@example.com", "password": "correct horse battery", "tenant_name": "Ada"});
    let made = server.anonymous().post("/v1/auth/signup", &body).await.expect(201);
    let _ = bearer(&server, made.text("token")).get(ME).await.expect(200);
    refused(&server, "eyJhbGciOiJIUzI1NiJ9.e30.AAAA").await;
    refused(&server, "eyJ..").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_decides_the_algorithm() {
    let (rsa, ec, ed) = (Signer::rs256("r"), Signer::es256("e", 1), Signer::ed25519("d", 2));
    let server = trusting(&[&rsa, &ec, &ed]).await;
    let good = claims(&server, "ada");
    let unsigned = |header: &Value| {
        format!("{}.{}.", text(header.to_string().as_bytes()), text(good.to_string().as_bytes()))
    };
    for alg in ["none", "None", "NONE", ""] {
        refused(&server, &unsigned(&json!({"alg": alg, "typ": "JWT", "kid": "r"}))).await;
        refused(&server, &format!("{}AAAA", unsigned(&json!({"alg": alg, "kid": "r"})))).await;
    }
    // What everybody can read must be no secret: the RSA key's modulus, its JWK, its DER.
    let modulus =
        base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(rsa.jwk["n"].as_str().unwrap()).unwrap();
    for secret in [modulus, rsa.jwk["n"].as_str().unwrap().into(), rsa.jwk.to_string().into_bytes()] {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some("r".to_owned());
        refused(&server, &Signer::hs256(&secret).sign_as(&header, &good)).await;
    }
    // A good signature under the name of a key of another kind.
    for (signer, kid) in [(&rsa, "e"), (&ec, "d"), (&ed, "r"), (&ec, "r")] {
        let header = Header { kid: Some(kid.to_owned()), ..signer.header.clone() };
        refused(&server, &signer.sign_as(&header, &good)).await;
    }
    let no_kid = Header { kid: None, ..ec.header.clone() };
    let _ = bearer(&server, &ec.sign_as(&no_kid, &good)).get(ME).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_verifies_no_other_algorithm() {
    let server = supabase().await;
    let good = claims(&server, "ada");
    refused(&server, &Signer::ed25519("d", 2).sign(&good)).await;
    refused(&server, &Signer::rs256("r").sign(&good)).await;
    refused(&server, &Signer::hs256(b"another secret of thirty-two bytes").sign(&good)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_comes_with_the_token_is_not_looked_at() {
    let (known, own) = (Signer::ed25519("d", 2), Signer::ed25519("d", 3));
    let server = trusting(&[&known]).await;
    let provider = Provider::start(&[&own]).await;
    let jwk = serde_json::from_value(own.jwk.clone()).unwrap();
    let urls = (Some(provider.url.clone()), Some(provider.url.clone()));
    let header = Header { jwk: Some(jwk), jku: urls.0, x5u: urls.1, ..own.header.clone() };
    refused(&server, &own.sign_as(&header, &claims(&server, "ada"))).await;
    assert_eq!(provider.requests(), 0);
    let critical = Header { crit: Some(vec!["b64".to_owned()]), ..known.header.clone() };
    refused(&server, &known.sign_as(&critical, &claims(&server, "ada"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_claim_must_fit() {
    let signer = Signer::ed25519("d", 2);
    let server = trusting(&[&signer]).await;
    let now = server.authority().now().as_seconds();
    for bad in [
        json!({"iss": null}),
        json!({"iss": "https://other.example"}),
        json!({"iss": format!("{ISSUER}/")}),
        json!({"iss": [ISSUER]}),
        json!({"aud": null}),
        json!({"aud": "anon"}),
        json!({"aud": ["anon", "service"]}),
        json!({"aud": []}),
        json!({"aud": {"authenticated": true}}),
        json!({"exp": null}),
        json!({"exp": "never"}),
        json!({"exp": now - 60}),
        json!({"exp": 0}),
        json!({"exp": now - 1_000_000_000}),
        json!({"nbf": now + 61}),
        json!({"nbf": "later"}),
        json!({"sub": null}),
        json!({"sub": ""}),
        json!({"sub": 7}),
        json!({"sub": "a\0"}),
        json!({"sub": "a".repeat(256)}),
    ] {
        let token = signer.sign(&with(claims(&server, "ada"), &bad));
        let answer = bearer(&server, &token).get(ME).await;
        assert_eq!(answer.status, 401, "{bad}");
    }
    for good in [
        json!({"aud": ["anon", "authenticated"]}),
        json!({"exp": now - 59}),
        json!({"exp": 1e300}),
        json!({"nbf": now + 60}),
    ] {
        let token = signer.sign(&with(claims(&server, "ada"), &good));
        let answer = bearer(&server, &token).get(ME).await;
        assert_eq!(answer.status, 200, "{good}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_its_time() {
    let signer = Signer::ed25519("d", 2);
    let server = trusting(&[&signer]).await;
    let ada = bearer(&server, &signer.sign(&claims(&server, "ada")));
    server.clock.advance(Duration::from_secs(3659));
    let _ = ada.get(ME).await.expect(200);
    server.clock.advance(Duration::from_secs(1));
    ada.get(ME).await.error(401, "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_or_cut_one_is_refused() {
    let signer = Signer::ed25519("d", 2);
    let server = trusting(&[&signer]).await;
    let token = signer.sign(&claims(&server, "ada"));
    let (body, signature) = token.rsplit_once('.').unwrap();
    let (head, _) = body.split_once('.').unwrap();
    let other = text(claims(&server, "eve").to_string().as_bytes());
    refused(&server, &format!("{head}.{other}.{signature}")).await;
    refused(&server, &format!("{body}.")).await;
    refused(&server, &token[..token.len() - 4]).await;
    let long = with(claims(&server, "ada"), &json!({"groups": "g".repeat(13_000)}));
    let answer = bearer(&server, &signer.sign(&long)).get(ME).await;
    assert!([401, 431].contains(&answer.status), "{}", answer.status);
}
