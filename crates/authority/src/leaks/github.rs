//! Reports of GitHub's secret scanning partner program.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keyward_domain::Invalid;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::Deserialize;

use super::PublicKeys;
use super::found::{Leak, found};
use crate::{Authority, Error, Origin};

/// A report as it came.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// `Github-Public-Key-Identifier`.
    pub identifier: &'a str,
    /// `Github-Public-Key-Signature`.
    pub signature: &'a str,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

/// What became of a text of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The text.
    pub token: String,
    /// What GitHub takes it for.
    pub kind: String,
    /// Whether it is a key of ours, whatever has become of it.
    pub ours: bool,
}

/// The most texts of one report: each may cost a transaction.
const MOST: usize = 1000;
const MAX_TEXT: usize = 2048;

#[derive(Deserialize)]
struct Match {
    token: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    source: Option<String>,
}

/// Takes a report, if it is GitHub's, and deals with each key in it as the policy says. `Unsigned` if it is not.
pub async fn report(
    authority: &Authority,
    keys: &PublicKeys,
    report: &Report<'_>,
    origin: &Origin,
) -> Result<Vec<Judged>, Error> {
    let key = keys.find(report.identifier, authority.now()).await?;
    if !key.is_some_and(|key| is_signed(&key, report.signature, report.body)) {
        return Err(Error::Unsigned);
    }
    let matches: Vec<Match> = serde_json::from_slice(report.body)
        .map_err(|_| Invalid::one("body", "must be a JSON array of objects with token, type and url"))?;
    if matches.len() > MOST {
        return Err(Invalid::one("body", "must have at most 1000 entries").into());
    }
    let mut judged = Vec::with_capacity(matches.len());
    for one in matches {
        let leak = Leak {
            token: &one.token,
            kind: shown(&one.kind),
            place: one.url.as_deref().map(shown),
            source: one.source.as_deref().map(shown),
            reporter: "github",
        };
        let ours = found(authority, &leak, origin).await?;
        judged.push(Judged { token: one.token, kind: one.kind, ours });
    }
    Ok(judged)
}

/// ECDSA over P-256 with SHA-256; the signature is the Base64 of its DER form (X9.62).
fn is_signed(key: &VerifyingKey, signature: &str, body: &[u8]) -> bool {
    let der = STANDARD.decode(signature).ok();
    let signature = der.and_then(|der| Signature::from_der(&der).ok());
    signature.is_some_and(|signature| key.verify(body, &signature).is_ok())
}

/// What may be kept and shown of a text of somebody else's.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use p256::pkcs8::DecodePublicKey as _;

    use super::*;

    /// GitHub's published sample (docs.github.com, "Secret scanning partner program").
    #[test]
    fn the_published_sample() {
        let pem = "-----BEGIN PUBLIC KEY-----\n\
                   MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE9MJJHnMfn2+H4xL4YaPDA4RpJqUq\n\
                   kCmRCBnYERxZanmcpzQSXs1X/AljlKkbJ8qpVIW4clayyef9gWhFbNHWAA==\n\
                   -----END PUBLIC KEY-----\n";
        let key = VerifyingKey::from_public_key_pem(pem).unwrap();
        let body = br#"[{"token":"some_token","type":"some_type","url":"some_url"}]"#;
        let signature = "MEUCIQDKZokqnCjrRtw0tni+2Ltvl/uiMJ1EGumEsp1BsNr32AIgQY1YXD2nlj+XNfGK4rBfkMJ1JDOQcYXxa2sY8FNkrKc=";
        assert!(is_signed(&key, signature, body));
        assert!(!is_signed(&key, signature, b"[]"));
        for bad in ["", "AAAA", &signature[..40], "!"] {
            assert!(!is_signed(&key, bad, body), "{bad}");
        }
    }
}
