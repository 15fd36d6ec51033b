//! Reading a JWKS (RFC 7517, 5): its keys that may verify a token, each for the one algorithm that is its own.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

/// More than any issuer has; what is past it is left out.
const MAX_KEYS: usize = 100;
/// Bits of an RSA modulus: fewer are weak (RFC 7518, 3.3), more cost a verifier too much.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// Bytes of an RSA exponent; 65537 has three.
const MAX_EXPONENT_BYTES: usize = 4;

/// A public key, good for one algorithm alone.
pub(super) struct PublicKey {
    pub(super) kid: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

/// A key as it stands there, of whichever kind.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// The keys of a set that can verify tokens; others are left out. Refused: what is no set at all.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<PublicKey>, &'static str> {
    let set: Set =
        serde_json::from_slice(bytes).map_err(|_| "what came is no JSON object with a list `keys`")?;
    let each = set.keys.into_iter().take(MAX_KEYS);
    Ok(each.filter_map(|key| serde_json::from_value(key).ok()).filter_map(|jwk| public_key(&jwk)).collect())
}

fn public_key(jwk: &Jwk) -> Option<PublicKey> {
    let verifies = jwk.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
        && jwk.key_ops.as_ref().is_none_or(|all| all.iter().any(|one| one == "verify"));
    let (algorithm, name, key) = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("RSA", _) => (Algorithm::RS256, "RS256", rsa(jwk)?),
        ("EC", Some("P-256")) => (Algorithm::ES256, "ES256", p256(jwk)?),
        ("OKP", Some("Ed25519")) => (Algorithm::EdDSA, "EdDSA", ed25519(jwk)?),
        _ => return None,
    };
    // RFC 9864 has a name of its own for EdDSA over this curve.
    let own = |alg: &str| alg == name || (alg == "Ed25519" && algorithm == Algorithm::EdDSA);
    let fits = jwk.alg.as_deref().is_none_or(own);
    (verifies && fits).then(|| PublicKey { kid: jwk.kid.clone(), algorithm, key })
}

fn rsa(jwk: &Jwk) -> Option<DecodingKey> {
    let (modulus, exponent) = (number(jwk.n.as_deref())?, number(jwk.e.as_deref())?);
    let fits = RSA_BITS.contains(&bits(&modulus)) && (1..=MAX_EXPONENT_BYTES).contains(&exponent.len());
    fits.then(|| DecodingKey::from_rsa_raw_components(&modulus, &exponent))
}

fn p256(jwk: &Jwk) -> Option<DecodingKey> {
    let (x, y) = (jwk.x.as_deref()?, jwk.y.as_deref()?);
    let whole = |text: &str| URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32);
    if whole(x) && whole(y) { DecodingKey::from_ec_components(x, y).ok() } else { None }
}

fn ed25519(jwk: &Jwk) -> Option<DecodingKey> {
    let bytes = URL_SAFE_NO_PAD.decode(jwk.x.as_deref()?).ok()?;
    (bytes.len() == 32).then(|| DecodingKey::from_ed_der(&bytes))
}

/// An unsigned number without leading zero bytes (RFC 7518, 2).
fn number(text: Option<&str>) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text?.trim_end_matches('=')).ok()?;
    let start = bytes.iter().position(|byte| *byte != 0)?;
    Some(bytes[start..].to_vec())
}

fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(keys: &Value) -> Vec<(Option<String>, Algorithm)> {
        let set = json!({"keys": keys}).to_string();
        parse(set.as_bytes()).unwrap().into_iter().map(|key| (key.kid, key.algorithm)).collect()
    }

    fn text(bytes: usize) -> String {
        URL_SAFE_NO_PAD.encode(vec![0x81; bytes])
    }

    #[test]
    fn a_key_has_the_algorithm_of_its_kind() {
        let rsa = json!({"kty": "RSA", "kid": "r", "n": text(256), "e": "AQAB"});
        let ec = json!({"kty": "EC", "crv": "P-256", "kid": "e", "x": text(32), "y": text(32), "use": "sig"});
        let ed = json!({"kty": "OKP", "crv": "Ed25519", "x": text(32), "alg": "EdDSA"});
        let all = of(&json!([rsa, ec, ed]));
        let kid = |text: &str| Some(text.to_owned());
        assert_eq!(
            all,
            [(kid("r"), Algorithm::RS256), (kid("e"), Algorithm::ES256), (None, Algorithm::EdDSA)]
        );
    }

    #[test]
    fn what_cannot_verify_is_left_out() {
        for key in [
            json!({"kty": "RSA", "n": text(128), "e": "AQAB"}),
            json!({"kty": "RSA", "n": text(2048), "e": "AQAB"}),
            json!({"kty": "RSA", "n": text(256), "e": text(8)}),
            json!({"kty": "RSA", "n": text(256), "e": "AQAB", "alg": "HS256"}),
            json!({"kty": "RSA", "n": text(256), "e": "AQAB", "alg": "RS512"}),
            json!({"kty": "RSA", "n": text(256), "e": "AQAB", "use": "enc"}),
            json!({"kty": "RSA", "n": text(256), "e": "AQAB", "key_ops": ["encrypt"]}),
            json!({"kty": "RSA", "n": "ä", "e": "AQAB"}),
            json!({"kty": "RSA", "e": "AQAB"}),
            json!({"kty": "EC", "crv": "P-384", "x": text(48), "y": text(48)}),
            json!({"kty": "EC", "crv": "P-256", "x": text(31), "y": text(32)}),
            json!({"kty": "OKP", "crv": "X25519", "x": text(32)}),
            json!({"kty": "OKP", "crv": "Ed25519", "x": text(33)}),
            json!({"kty": "oct", "k": text(32), "alg": "HS256"}),
            json!({"kty": 1}),
            json!("key"),
        ] {
            assert_eq!(of(&json!([key.clone()])), [], "{key}");
        }
    }

    #[test]
    fn what_is_no_set_is_refused() {
        for bad in ["", "<!doctype html>", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[]"#] {
            assert!(parse(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(parse(br#"{"keys":[]}"#).unwrap().is_empty());
    }
}
