//! An issuer's keys: fetched, kept, changed, and never lost.

use std::time::Duration;

use futures_util::future::join_all;
use keyward_testkit::actors::Caller;
use keyward_testkit::server::{Setup, TestServer};

use super::provider::{Mood, Provider};
use super::signer::Signer;
use super::{ISSUER, ME, bearer, claims, issuer};

async fn server(provider: &Provider) -> TestServer {
    let lines = format!("jwks_url = \"{}\"\nfetch_timeout_seconds = 1\ncreate_tenant = true", provider.url);
    Setup::sqlite().config(|config| issuer(config, ISSUER, &lines)).start().await
}

async fn status(server: &TestServer, signer: &Signer) -> u16 {
    bearer(server, &signer.sign(&claims(server, "ada"))).get(ME).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn known_keys_cost_no_request() {
    let signer = Signer::ed25519("a", 1);
    let provider = Provider::start(&[&signer]).await;
    let server = server(&provider).await;
    for _ in 0..5 {
        assert_eq!(status(&server, &signer).await, 200);
    }
    assert_eq!(provider.requests(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_unknown_keys_is_one_request() {
    let known = Signer::ed25519("a", 1);
    let provider = Provider::start(&[&known]).await;
    let server = server(&provider).await;
    assert_eq!(status(&server, &known).await, 200);
    server.clock.advance(Duration::from_secs(30));
    for expected in [2, 2] {
        let unknown: Vec<_> =
            (0..100).map(|number| Signer::ed25519(&format!("unknown-{number}"), 9)).collect();
        let storm = join_all(unknown.iter().map(|signer| status(&server, signer))).await;
        assert!(storm.into_iter().all(|status| status == 401));
        assert_eq!(provider.requests(), expected);
    }
    server.clock.advance(Duration::from_secs(30));
    assert_eq!(status(&server, &Signer::ed25519("unknown", 9)).await, 401);
    assert_eq!(provider.requests(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_is_found_and_a_removed_one_is_forgotten() {
    let (old, new) = (Signer::ed25519("a", 1), Signer::es256("b", 2));
    let provider = Provider::start(&[&old]).await;
    let server = server(&provider).await;
    assert_eq!(status(&server, &old).await, 200);
    provider.publish(&[&new]);
    assert_eq!(status(&server, &new).await, 401, "the keys were fetched a moment ago");
    server.clock.advance(Duration::from_secs(30));
    assert_eq!(status(&server, &new).await, 200);
    assert_eq!(status(&server, &old).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_refreshed_behind_who_uses_them() {
    let signer = Signer::ed25519("a", 1);
    let provider = Provider::start(&[&signer]).await;
    let server = server(&provider).await;
    assert_eq!(status(&server, &signer).await, 200);
    provider.publish(&[]);
    server.clock.advance(Duration::from_secs(599));
    assert_eq!(status(&server, &signer).await, 200);
    assert_eq!(provider.requests(), 1);
    server.clock.advance(Duration::from_secs(1));
    // The first one passes with the key that is known; the fetch behind it takes as long as it takes.
    assert_eq!(status(&server, &signer).await, 200);
    while status(&server, &signer).await == 200 {}
    assert_eq!(provider.requests(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_provider_answers_takes_the_keys_away() {
    let (known, unknown) = (Signer::ed25519("a", 1), Signer::ed25519("b", 2));
    let provider = Provider::start(&[&known]).await;
    let server = server(&provider).await;
    assert_eq!(status(&server, &known).await, 200);
    let moods = [Mood::Html, Mood::Garbage, Mood::TenMegabytes, Mood::Redirect, Mood::Failing, Mood::Silent];
    for (number, mood) in moods.into_iter().enumerate() {
        provider.be(mood.clone());
        server.clock.advance(Duration::from_secs(30));
        assert_eq!(status(&server, &unknown).await, 401, "{mood:?}");
        assert_eq!(provider.requests(), number + 2, "{mood:?}");
        assert_eq!(status(&server, &known).await, 200, "{mood:?}");
    }
    provider.publish(&[&known, &unknown]);
    server.clock.advance(Duration::from_secs(30));
    assert_eq!(status(&server, &unknown).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_provider_holds_up_no_known_key() {
    let (known, unknown) = (Signer::ed25519("a", 1), Signer::ed25519("b", 2));
    let provider = Provider::start(&[&known]).await;
    let lines = format!("jwks_url = \"{}\"\nfetch_timeout_seconds = 60\ncreate_tenant = true", provider.url);
    let server = Setup::sqlite().config(|config| issuer(config, ISSUER, &lines)).start().await;
    assert_eq!(status(&server, &known).await, 200);
    provider.be(Mood::Silent);
    server.clock.advance(Duration::from_mins(10));
    let others = async {
        while provider.requests() < 2 {
            assert_eq!(status(&server, &known).await, 200);
        }
        status(&server, &known).await
    };
    tokio::select! {
        status = status(&server, &unknown) => panic!("judged without the provider: {status}"),
        status = others => assert_eq!(status, 200),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_keys_nobody_is_judged() {
    let signer = Signer::ed25519("a", 1);
    let provider = Provider::start(&[]).await;
    provider.be(Mood::Html);
    let server = server(&provider).await;
    assert_eq!(status(&server, &signer).await, 503);
    provider.publish(&[&signer]);
    server.clock.advance(Duration::from_secs(30));
    assert_eq!(status(&server, &signer).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_again_when_told_and_at_an_unknown_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jwks.json");
    let write = |signers: &[&Signer]| {
        let keys: Vec<_> = signers.iter().map(|signer| signer.jwk.clone()).collect();
        std::fs::write(&path, serde_json::json!({ "keys": keys }).to_string()).unwrap();
    };
    let (old, new, last) = (Signer::ed25519("a", 1), Signer::ed25519("b", 2), Signer::ed25519("c", 3));
    write(&[&old]);
    let lines = format!("jwks_file = \"{}\"\ncreate_tenant = true", path.display());
    let server = Setup::sqlite().config(|config| issuer(config, ISSUER, &lines)).start().await;
    assert_eq!(status(&server, &old).await, 200);
    write(&[&new]);
    server.authority().refresh_issuers().await;
    assert_eq!((status(&server, &old).await, status(&server, &new).await), (401, 200));
    write(&[&last]);
    server.clock.advance(Duration::from_secs(30));
    assert_eq!((status(&server, &last).await, status(&server, &new).await), (200, 401));
    std::fs::write(&path, "<html>").unwrap();
    server.authority().refresh_issuers().await;
    assert_eq!(status(&server, &last).await, 200);
}
