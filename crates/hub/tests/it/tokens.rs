use keyward_authority::Origin;
use keyward_domain::AccountType;
use keyward_hub::Error;
use keyward_hub::activations::activate::{ActivateSite, activate};
use keyward_hub::activations::verify::{VerifySite, verify};
use keyward_hub::licenses::file::file;
use keyward_hub::licenses::revoke::revoke;
use keyward_hub::tiers::put::{PutTier, put};
use keyward_hub::tokens::keys::keys;
use keyward_testkit::python::python;
use serde_json::{Value, json};

use crate::fixture::{Shop, allowed, code, fields, site};

/// Reads a token and the key set as an application in Python would, at a given time, with nothing of ours.
const VERIFY: &str = r#"
import json, sys, base64, jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
token, keys = json.load(sys.stdin)
head = jwt.get_unverified_header(token)
key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys[head["kid"]]))
claims = jwt.decode(token, key, algorithms=["EdDSA"], options={"verify_exp": False, "verify_iat": False})
try:
    jwt.decode(token[:-8] + "AAAAAAAA", key, algorithms=["EdDSA"], options={"verify_exp": False, "verify_iat": False})
    sys.exit("a broken signature passed")
except jwt.InvalidSignatureError:
    pass
print(json.dumps([head, claims]))
"#;

async fn read(shop: &Shop, token: &str) -> Value {
    use std::io::Write;
    use std::process::Stdio;
    let published = keys(&shop.hub).await.unwrap();
    let hex = |bytes: [u8; 32]| bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let keys: serde_json::Map<_, _> =
        published.into_iter().map(|key| (key.kid, Value::from(hex(key.bytes)))).collect();
    let mut child = python();
    let child = child.args(["-c", VERIFY]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = child.spawn().unwrap();
    child.stdin.take().unwrap().write_all(json!([token, keys]).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

pub(crate) async fn another_language_verifies_them_with_the_published_key(shop: &Shop) {
    let premium = PutTier {
        name: "premium".to_owned(),
        rank: 9,
        domains_per_license: -1,
        features: vec!["modules.premium".to_owned(), "erp.basic".to_owned()],
    };
    put(&shop.hub, &shop.operator, &premium).await.unwrap();
    let license = shop.license("premium").await;
    let input = ActivateSite { fingerprint: Some("f1".to_owned()), ..site(&license, "a.example") };
    let made = activate(&shop.hub, &Origin::default(), &input).await.unwrap();
    let (now, day) = (shop.hub.authority().now().as_seconds(), 86_400);
    let told = read(shop, &made.proof.token).await;
    let published = keys(&shop.hub).await.unwrap();
    assert_eq!(told[0], json!({"alg": "EdDSA", "kid": published[0].kid}));
    let expected = json!({
        "iss": "keyward",
        "lid": license.license.id.get(),
        "kh": keyward_token::Digest::sha256(license.key.expose()).to_hex(),
        "prd": "flavor-starter",
        "tier": "premium",
        "sts": "active",
        "ftr": ["modules.premium", "erp.basic"],
        "dom": "a.example",
        "fph": "f1",
        "epc": 0,
        "iat": now,
        "chk": now + day / 2,
        "exp": now + 7 * day,
        "grc": now + 14 * day,
    });
    assert_eq!(told[1], expected);
    // The key changes each month; the one before still verifies what it signed.
    shop.days(31);
    let asked = VerifySite {
        license_key: license.key.expose().to_owned(),
        domain: "a.example".to_owned(),
        nonce: Some("n-1".to_owned()),
        ..VerifySite::default()
    };
    let later = verify(&shop.hub, &asked).await.unwrap().proof.unwrap();
    let later = read(shop, &later.token).await;
    assert_ne!(later[0]["kid"], told[0]["kid"]);
    assert_eq!((&later[1]["nonce"], &later[1]["fph"]), (&json!("n-1"), &json!("f1")));
    assert_eq!(read(shop, &made.proof.token).await, told);
    // Published for as long as a licence file may be good that it signed.
    let published =
        async || keys(&shop.hub).await.unwrap().iter().any(|key| json!(key.kid) == told[0]["kid"]);
    shop.days(364);
    assert!(published().await);
    shop.days(1);
    assert!(!published().await);
}

pub(crate) async fn a_file_is_one_that_lives_long(shop: &Shop) {
    let license = shop.license("starter").await;
    shop.activate(&license, "a.example").await.unwrap();
    let (id, now) = (license.license.id.get(), shop.hub.authority().now().as_seconds());
    let ask = async |domain: &str, days| file(&shop.hub, &shop.reseller, id, domain, days).await;
    let made = ask("https://www.A.example/", 90).await.unwrap();
    assert_eq!(made.expires_at.as_seconds(), now + 90 * 86_400);
    let lines: Vec<_> = made.text.lines().collect();
    let [first, body @ .., last] = &lines[..] else { panic!("no armour: {}", made.text) };
    assert_eq!((*first, *last), ("-----BEGIN LICENSE FILE-----", "-----END LICENSE FILE-----"));
    assert!(body[..body.len() - 1].iter().all(|line| line.len() == 64), "{body:?}");
    // The reading is that of any token, with nothing but the published key, also a year later.
    shop.days(89);
    let told = read(shop, &body.concat()).await;
    let (kh, end) = (keyward_token::Digest::sha256(license.key.expose()).to_hex(), now + 90 * 86_400);
    assert_eq!((&told[1]["kh"], &told[1]["dom"]), (&json!(kh), &json!("a.example")));
    for claim in ["chk", "exp", "grc"] {
        assert_eq!(told[1][claim], end, "{claim}");
    }
    let long = ask("a.example", 366).await.unwrap();
    let grace = license.license.facts.expires_at.plus(shop.hub.settings().grace);
    assert_eq!(long.expires_at, grace, "it never outlives the license");
    for days in [0, 367] {
        assert_eq!(fields(ask("", days).await), ["domain", "days"]);
    }
    assert_eq!(code(ask("b.example", 1).await), "license_not_activated");
    let stranger = shop.account("Stranger", AccountType::Reseller).await;
    assert_eq!(code(file(&shop.hub, &stranger, id, "a.example", 1).await), "license_not_found");
    let looker = allowed(&shop.reseller, &["license:read"]);
    let refused = file(&shop.hub, &looker, id, "a.example", 1).await;
    assert!(
        matches!(refused, Err(Error::Authority(keyward_authority::Error::NotPermitted(_)))),
        "{refused:?}"
    );
    shop.days(365 - 89);
    ask("a.example", 1).await.unwrap();
    shop.days(7);
    assert_eq!(code(ask("a.example", 1).await), "license_expired");
    revoke(&shop.hub, &shop.reseller, id, None).await.unwrap();
    assert_eq!(code(ask("a.example", 1).await), "license_revoked");
}

pub(crate) async fn none_outlives_the_grace(shop: &Shop) {
    let license = shop.license("starter").await;
    shop.activate(&license, "a.example").await.unwrap();
    // Two days of the grace are left.
    shop.days(365 + 5);
    let told = shop.verify(&license, "a.example").await;
    let proof = told.proof.unwrap();
    assert_eq!(proof.expires_at, told.grace_until.unwrap());
    let claims = &read(shop, &proof.token).await[1];
    let end = told.grace_until.unwrap().as_seconds();
    assert_eq!(
        (&claims["exp"], &claims["grc"], &claims["sts"]),
        (&json!(end), &json!(end), &json!("expired"))
    );
}
