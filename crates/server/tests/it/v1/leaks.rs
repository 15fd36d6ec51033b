//! `/v1/leaks`

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keyward_testkit::actors::{Answer, Caller, KeyHolder, Method};
use keyward_testkit::server::{Setup, TestServer};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::{EncodePublicKey as _, LineEnding};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::given::{UNKNOWN_KEY, asked_for_key, code_of, made_key};
use crate::on_both;

const GITHUB: &str = "/v1/leaks/github";
const IDENTIFIER: &str = "90a421169f0a406205f1563a953312f0be898d3c7b6c06b681aa86a874555f4a";
const PLACE: &str = "https://github.com/octocat/Hello-World/blob/12345600/foo.txt";

/// Whoever signs as GitHub does.
struct Scanner {
    key: SigningKey,
    folder: TempDir,
}

impl Scanner {
    fn new() -> Self {
        let key = SigningKey::from_slice(&[5; 32]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let pem = key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
        let keys = json!({"public_keys": [{"key_identifier": IDENTIFIER, "key": pem, "is_current": true}]});
        std::fs::write(folder.path().join("keys.json"), keys.to_string()).unwrap();
        Self { key, folder }
    }

    fn setup(&self, setup: Setup) -> Setup {
        let path = self.folder.path().join("keys.json");
        setup.config(|config| config.leaks.github_keys_file = Some(path))
    }

    async fn report(&self, server: &TestServer, body: &Value) -> Answer {
        let body = body.to_string();
        let signature: Signature = self.key.sign(body.as_bytes());
        let signature = STANDARD.encode(signature.to_der());
        let github = server.anonymous().with("github-public-key-identifier", IDENTIFIER);
        github.with("github-public-key-signature", &signature).send(Method::POST, GITHUB, body).await
    }
}

fn leak(token: &str) -> Value {
    json!({"token": token, "type": "keyward_native", "url": PLACE, "source": "content"})
}

async fn in_format(admin: &KeyHolder, format: &str) -> KeyHolder {
    made_key(admin, json!({"format": format})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_dealt_with_by_the_policy_of_each_format() {
    let scanner = Scanner::new();
    let setup = scanner.setup(Setup::sqlite()).config(|config| {
        config.leaks.formats.insert("native".parse().unwrap(), "revoke".parse().unwrap());
        config.leaks.formats.insert("secret".parse().unwrap(), "disable".parse().unwrap());
    });
    let server = setup.start().await;
    let admin = server.admin();
    let (revoked, disabled) = (in_format(&admin, "native").await, in_format(&admin, "secret").await);
    let told = in_format(&admin, "flapjack").await;
    let body =
        json!([leak(revoked.key()), leak(disabled.key()), leak(told.key()), leak(UNKNOWN_KEY), leak("x y")]);
    let answer = scanner.report(&server, &body).await.expect(200);
    let labels: Vec<_> = answer.json.as_array().unwrap().iter().map(|one| one["label"].clone()).collect();
    let (ours, not) = ("true_positive", "false_positive");
    assert_eq!(labels, [ours, ours, ours, not, not]);
    assert_eq!(
        (&answer.json[0]["token_raw"], &answer.json[0]["token_type"]),
        (&revoked.key().into(), &"keyward_native".into())
    );
    assert_eq!(code_of(&admin, revoked.key()).await, "REVOKED");
    assert_eq!(code_of(&admin, disabled.key()).await, "DISABLED");
    assert_eq!(code_of(&admin, told.key()).await, "VALID");
    let mail = server.mailbox.wait_for("key_leaked", "admin@home.test").await;
    assert!(mail.text.contains(PLACE), "{}", mail.text);
    let trail = admin.get("/v1/audit?action=key.leak").await.expect(200);
    let actions: Vec<_> =
        trail["items"].as_array().unwrap().iter().map(|one| one["detail"]["action"].clone()).collect();
    assert_eq!(actions, ["notify", "disable", "revoke"]);
    assert_eq!(trail["items"][0]["detail"]["url"], PLACE);
    // What was revoked before bothers nobody again.
    server.mailbox.wait_for_more_than(2).await;
    let before = server.mailbox.all().len();
    let again = scanner.report(&server, &json!([leak(revoked.key())])).await.expect(200);
    assert_eq!(again.json[0]["label"], ours);
    let trail = admin.get("/v1/audit?action=key.leak").await.expect(200);
    assert_eq!(trail["items"][0]["detail"]["action"], "none");
    assert_eq!(server.mailbox.all().len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_github_did_not_sign_changes_nothing() {
    let scanner = Scanner::new();
    let setup =
        scanner.setup(Setup::sqlite()).config(|config| config.leaks.action = "revoke".parse().unwrap());
    let server = setup.start().await;
    let admin = server.admin();
    let key = made_key(&admin, json!({})).await;
    let body = json!([leak(key.key())]).to_string();
    let other = SigningKey::from_slice(&[6; 32]).unwrap();
    let signature: Signature = other.sign(body.as_bytes());
    let signature = STANDARD.encode(signature.to_der());
    for (identifier, signature) in
        [(IDENTIFIER, signature.as_str()), (IDENTIFIER, "nonsense"), ("unknown", signature.as_str())]
    {
        let stranger = server.anonymous().with("github-public-key-identifier", identifier);
        let stranger = stranger.with("github-public-key-signature", signature);
        let _ = stranger.send(Method::POST, GITHUB, body.clone()).await.error(400, "validation_error");
    }
    let _ = server.anonymous().send(Method::POST, GITHUB, body.clone()).await.error(400, "validation_error");
    assert_eq!(code_of(&admin, key.key()).await, "VALID");
    for bad in [json!({}), json!([{"token": 1}]), json!([{"type": "x"}])] {
        let answer = scanner.report(&server, &bad).await.error(400, "validation_error");
        assert!(answer["details"]["body"].is_string(), "{answer:?}");
    }
    let many: Vec<_> = (0..1001).map(|_| leak("x")).collect();
    let _ = scanner.report(&server, &many.into()).await.error(400, "validation_error");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_configured_keys_no_report_is_taken_and_without_reachable_ones_it_comes_again() {
    let scanner = Scanner::new();
    let server = TestServer::sqlite().await;
    let _ = scanner.report(&server, &json!([])).await.error(400, "invalid_operation");
    let missing = scanner.folder.path().join("none.json");
    let setup = Setup::sqlite().config(|config| config.leaks.github_keys_file = Some(missing));
    let server = setup.start().await;
    let _ = scanner.report(&server, &json!([])).await.error(503, "unavailable");
}

on_both! {
    whoever_holds_a_key_may_end_it
}

const SELF_REVOKE: &str = "/v1/keys/self-revoke";

async fn whoever_holds_a_key_may_end_it(server: &TestServer) {
    let admin = server.admin();
    let anybody = server.anonymous();
    // Nothing is asked: neither a permission, nor an address, nor that it works.
    let far = made_key(&admin, json!({"allowed_ips": ["192.0.2.1"]})).await;
    let off = made_key(&admin, json!({})).await;
    let _ = admin.post(&format!("/v1/keys/{}/disable", off.id()), &json!({})).await.expect(200);
    let bearer = made_key(&admin, json!({})).await;
    for _ in 0..2 {
        let _ = far.post(SELF_REVOKE, &json!({})).await.expect(204);
        let _ = anybody.post(SELF_REVOKE, &json!({"key": off.key()})).await.expect(204);
        let by = anybody.with("authorization", &format!("Bearer {}", bearer.key()));
        let _ = by.send(Method::POST, SELF_REVOKE, "").await.expect(204);
    }
    for key in [&far, &off, &bearer] {
        assert_eq!(code_of(&admin, key.key()).await, "REVOKED");
    }
    let trail = admin.get("/v1/audit?action=key.self_revoke").await.expect(200);
    assert_eq!(trail["items"].as_array().unwrap().len(), 3, "once each");
    assert_eq!(trail["items"][0]["actor"]["id"], trail["items"][0]["target"]["id"]);
    let _ = anybody.post(SELF_REVOKE, &json!({"key": UNKNOWN_KEY})).await.error(401, "unauthorized");
    let _ = anybody.post(SELF_REVOKE, &json!({"key": "nonsense here"})).await.error(401, "unauthorized");
    let answer = anybody.post(SELF_REVOKE, &json!({})).await.error(400, "validation_error");
    assert!(answer["details"]["key"].is_string());
    let body = json!({"type": "publishable_key"});
    let published =
        admin.post("/v1/secrets/api/keys", &crate::given::merged(json!({"name": "P"}), body)).await;
    let published = published.expect(201).text("api_key").to_owned();
    let _ = anybody.post(SELF_REVOKE, &json!({"key": published})).await.error(403, "permission_denied");
    let _ = asked_for_key(&admin, json!({})).await.expect(201);
}
