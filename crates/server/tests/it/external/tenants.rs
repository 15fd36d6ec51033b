//! Which tenant somebody belongs to, and which an issuer may name.

use futures_util::future::join_all;
use keyward_domain::TenantStatus;
use keyward_testkit::actors::{Anonymous, Caller};
use keyward_testkit::server::{Setup, TestServer};
use serde_json::{Value, json};

use super::signer::Signer;
use super::{ISSUER, ME, SECRET, bearer, claims, issuer, with};

const OTHER: &str = "https://other.example";

/// A second instance beside the server, whose two tenants it may name in its configuration.
async fn beside(server: &TestServer, lines: &str) -> TestServer {
    let (home, stranger) = (server.text(server.home.tenant.id), server.text(server.stranger.tenant.id));
    let lines = lines.replace("HOME", &home).replace("STRANGER", &stranger);
    let setup = Setup::beside(server).config(|config| {
        issuer(config, ISSUER, &format!("hs256_secret = \"{SECRET}\"\n{lines}"));
        issuer(
            config,
            OTHER,
            &format!("hs256_secret = \"{SECRET}\"\ntenant_claim = \"org\"\ncreate_tenant = true"),
        );
    });
    setup.start().await
}

fn person(server: &TestServer, subject: &str, others: &Value) -> Anonymous {
    let claims = with(claims(server, subject), others);
    bearer(server, &Signer::hs256(SECRET.as_bytes()).sign(&claims))
}

async fn tenant_of(person: &Anonymous, server: &TestServer) -> bool {
    let home = server.text(server.home.tenant.id);
    person.get(&format!("/v1/tenants/{home}")).await.status == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_of_an_issuer_may_belong_to_one_tenant() {
    let first = TestServer::sqlite().await;
    let server = beside(&first, "tenant = \"HOME\"\ndefault_roles = [\"all_reader\"]").await;
    let ada = person(&server, "ada", &json!({"org": "ignored"}));
    assert_eq!(ada.get(ME).await.expect(200)["roles"], json!(["all_reader"]));
    assert!(tenant_of(&ada, &server).await);
    // The instance that does not know the issuer does not know the person.
    person(&first, "ada", &json!({})).get(ME).await.error(401, "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_reaches_the_tenants_that_are_configured_for_it_alone() {
    let first = TestServer::postgres().await;
    let lines = "tenant_claim = \"app_metadata.org\"\ndefault_roles = [\"all_reader\"]\ntenants = { acme = \"HOME\" }";
    let server = beside(&first, lines).await;
    let org = |name: &str| json!({"app_metadata": {"org": name}});
    let ada = person(&server, "ada", &org("acme"));
    let _ = ada.get(ME).await.expect(200);
    assert!(tenant_of(&ada, &server).await);
    let stranger = server.text(server.stranger.tenant.id);
    for name in ["Stranger", "ACME", "", "Home", &stranger] {
        let status = person(&server, "eve", &org(name)).get(ME).await.status;
        assert!([401, 403].contains(&status), "{name}: {status}");
    }
    person(&server, "eve", &json!({})).get(ME).await.error(403, "permission_denied");
    person(&server, "eve", &json!({"app_metadata": {"org": ["acme"]}}))
        .get(ME)
        .await
        .error(401, "invalid_token");
    // Who has left the organisation there has left it here.
    person(&server, "ada", &json!({})).get(ME).await.error(403, "permission_denied");
    person(&server, "ada", &org("other")).get(ME).await.error(403, "permission_denied");
    let _ = ada.get(ME).await.expect(200);

    // Another issuer's word for the same name is another tenant.
    let mallory = person(&server, "ada", &json!({"iss": OTHER, "org": "acme"}));
    let _ = mallory.get(ME).await.expect(200);
    assert!(!tenant_of(&mallory, &server).await);

    // What the configuration takes back is gone for those who came by it.
    let later = beside(&first, "tenant_claim = \"app_metadata.org\"\ncreate_tenant = true").await;
    person(&later, "ada", &org("acme")).get(ME).await.error(403, "permission_denied");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_an_issuer_names_is_made_once() {
    for first in [TestServer::sqlite().await, TestServer::postgres().await] {
        let lines = "tenant_claim = \"org\"\ncreate_tenant = true\ndefault_roles = [\"all_reader\"]";
        let server = beside(&first, lines).await;
        // The name is taken here: they get another, and never its tenant.
        let people =
            (0..20).map(|number| person(&server, &format!("person-{number}"), &json!({"org": "Home"})));
        let roles =
            join_all(people.map(async |one| one.get(ME).await.expect(200).json["roles"].clone())).await;
        let admins = roles.iter().filter(|roles| **roles == json!(["super_admin"])).count();
        assert_eq!((admins, roles.len()), (1, 20), "{roles:?}");
        assert!(roles.iter().all(|roles| [json!(["super_admin"]), json!(["all_reader"])].contains(roles)));
        let one = person(&server, "person-1", &json!({"org": "Home"}));
        assert!(!tenant_of(&one, &server).await);
        assert_eq!(one.get("/v1/users/me").await.expect(200).status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_tenant_reads_and_nobody_joins_it() {
    let first = TestServer::sqlite().await;
    let server = beside(&first, "tenant = \"HOME\"\ndefault_roles = [\"super_admin\"]").await;
    let ada = person(&server, "ada", &json!({}));
    let _ = ada.get(ME).await.expect(200);
    server.set_status(TenantStatus::Suspended).await;
    let _ = ada.get(ME).await.expect(200);
    ada.post("/v1/environments", &json!({"name": "New", "type": "development"}))
        .await
        .error(403, "tenant_suspended");
    person(&server, "eve", &json!({})).get(ME).await.error(403, "tenant_suspended");
    server.set_status(TenantStatus::Active).await;
    let _ = person(&server, "eve", &json!({})).get(ME).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_or_a_role_that_is_not_there_opens_nothing() {
    let first = TestServer::sqlite().await;
    let server = beside(&first, "tenant = \"tenant_unknown\"").await;
    person(&server, "ada", &json!({})).get(ME).await.error(403, "permission_denied");
    let server = beside(&first, "tenant = \"HOME\"\ndefault_roles = [\"nothing\"]").await;
    assert_eq!(person(&server, "ada", &json!({})).get(ME).await.expect(200)["roles"], json!([]));
}
