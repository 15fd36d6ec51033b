//! Which access tokens are good.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use keyward_authority::sessions::authenticate::authenticate;
use keyward_authority::sessions::jwks::jwks;
use keyward_authority::sessions::refresh::refresh;
use keyward_authority::sessions::{Device, SignedIn};
use keyward_authority::{Error, Origin, Policy};
use serde_json::{Value, json};

use crate::fixture::{EMAIL, Fixture, PASSWORD, assert_err};

/// The head and the claims of a token, unchecked.
fn parts(tokens: &SignedIn) -> (Value, Value) {
    let mut parts = tokens.access_token.expose().split('.').map(base64url);
    let mut next = || serde_json::from_slice(&parts.next().unwrap()).unwrap();
    (next(), next())
}

fn base64url(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn to_base64url(value: &Value) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string())
}

/// An Ed25519 key that is not the server's, as PKCS #8.
fn foreign_key() -> EncodingKey {
    let head =
        [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
    EncodingKey::from_ed_der(&[head.as_slice(), &[9; 32]].concat())
}

fn head(algorithm: Algorithm, kid: Option<&str>) -> Header {
    let mut header = Header::new(algorithm);
    header.kid = kid.map(str::to_owned);
    header
}

#[tokio::test(flavor = "multi_thread")]
async fn says_who_where_and_until_when() {
    let fixture = Fixture::sqlite().await;
    let tokens = fixture.sign_up().await;
    let (head, claims) = parts(&tokens);
    let key = &jwks(&fixture).await.unwrap()[0];
    assert_eq!(head, json!({"typ": "JWT", "alg": "EdDSA", "kid": key.kid}));
    let now = fixture.now().as_seconds();
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!("keyward"), &json!(fixture.id(&tokens.user))));
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(now), &json!(now + 1800)));
    assert_eq!(claims["tid"], json!(fixture.ids().encode(tokens.user.tenant)));
}

#[tokio::test(flavor = "multi_thread")]
async fn ends_after_its_time() {
    let fixture = Fixture::sqlite().await;
    let tokens = fixture.sign_up().await;
    fixture.clock.advance(Duration::from_secs(1799));
    fixture.actor(&tokens).await.unwrap();
    fixture.clock.advance(Duration::from_secs(1));
    assert_err!(fixture.actor(&tokens).await, Error::InvalidToken);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_was_not_signed_here_is_refused() {
    let fixture = Fixture::sqlite().await;
    let tokens = fixture.sign_up().await;
    let (_, claims) = parts(&tokens);
    let key = &jwks(&fixture).await.unwrap()[0];
    let kid = Some(key.kid.as_str());
    let good = tokens.access_token.expose();
    let (unsigned, signature) = good.rsplit_once('.').unwrap();

    let none = |alg: &str| {
        let head = to_base64url(&json!({"alg": alg, "typ": "JWT", "kid": key.kid}));
        [
            format!("{head}.{}.", to_base64url(&claims)),
            format!("{head}.{}.{signature}", to_base64url(&claims)),
        ]
    };
    let public = EncodingKey::from_secret(&key.bytes);
    let mut bad: Vec<String> = [none("none"), none("None"), none("HS256")].into_iter().flatten().collect();
    bad.extend([
        encode(&head(Algorithm::HS256, kid), &claims, &public).unwrap(),
        encode(&head(Algorithm::EdDSA, kid), &claims, &foreign_key()).unwrap(),
        encode(&head(Algorithm::EdDSA, Some("0123456789abcdef0123456789abcdef")), &claims, &foreign_key())
            .unwrap(),
        encode(&head(Algorithm::EdDSA, None), &claims, &foreign_key()).unwrap(),
        format!("{unsigned}."),
        format!("{good}A"),
        good.replacen('.', "..", 1),
        String::new(),
        "..".to_owned(),
        "a.b.c".to_owned(),
        tokens.refresh_token.expose().to_owned(),
    ]);
    for token in bad {
        assert_err!(fixture.bearer(&token).await, Error::InvalidToken);
    }
    fixture.bearer(good).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_another_issuer_is_refused() {
    let fixture = Fixture::sqlite().await;
    let tokens = fixture.sign_up().await;
    let policy = Policy { issuer: "https://keys.example.com".to_owned(), ..Policy::default() };
    let renamed = fixture.another(7, policy).await;
    let token = tokens.access_token.expose();
    assert_err!(authenticate(&renamed, token, Origin::default()).await, Error::InvalidToken);
    let next = refresh(&renamed, &Device::default(), tokens.refresh_token.expose()).await.unwrap();
    authenticate(&renamed, next.access_token.expose(), Origin::default()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_instance_takes_what_another_signed() {
    let fixture = Fixture::sqlite().await;
    let early = fixture.another(7, Policy::default()).await;
    let tokens = fixture.sign_up().await;
    authenticate(&early, tokens.access_token.expose(), Origin::default()).await.unwrap();
    assert_eq!(jwks(&early).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_signing_key_changes_each_month_and_old_tokens_stay_good() {
    let fixture = Fixture::sqlite().await;
    let mut tokens = fixture.sign_up().await;
    fixture.clock.advance(Duration::from_hours(30 * 24) - Duration::from_mins(1));
    tokens = fixture.refresh(&tokens).await.unwrap();
    fixture.clock.advance(Duration::from_mins(2));
    let new = fixture.login(EMAIL, PASSWORD).await.unwrap();
    assert_ne!(parts(&tokens).0["kid"], parts(&new).0["kid"]);
    fixture.actor(&tokens).await.unwrap();
    fixture.actor(&new).await.unwrap();
    assert_eq!(jwks(&fixture).await.unwrap().len(), 2);
    fixture.clock.advance(Duration::from_hours(24));
    assert_eq!(jwks(&fixture).await.unwrap().len(), 1);
    keyward_authority::sessions::forget::forget_expired(&fixture).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn under_another_master_secret_old_tokens_verify_and_new_ones_are_signed_anew() {
    let fixture = Fixture::sqlite().await;
    let tokens = fixture.sign_up().await;
    let moved = fixture.another(8, Policy::default()).await;
    authenticate(&moved, tokens.access_token.expose(), Origin::default()).await.unwrap();
    let next = refresh(&moved, &Device::default(), tokens.refresh_token.expose()).await.unwrap();
    assert_ne!(parts(&tokens).0["kid"], parts(&next).0["kid"]);
    fixture.actor(&next).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_without_an_end_is_refused() {
    // Signed by a key of the server's own: the sealed key is opened by what the test knows of it.
    let fixture = Fixture::sqlite().await;
    let tokens = fixture.sign_up().await;
    let (_, mut claims) = parts(&tokens);
    claims.as_object_mut().unwrap().remove("exp");
    let key = fixture.signing_key_of_test().await;
    let token = encode(&head(Algorithm::EdDSA, Some(&key.0)), &claims, &key.1).unwrap();
    assert_err!(fixture.bearer(&token).await, Error::InvalidToken);
    claims["exp"] = json!(fixture.now().as_seconds() + 5);
    let token = encode(&head(Algorithm::EdDSA, Some(&key.0)), &claims, &key.1).unwrap();
    fixture.bearer(&token).await.unwrap();
}
