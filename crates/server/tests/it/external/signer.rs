//! An issuer's keys, made here.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use keyward_testkit::entropy::SeededEntropy;
use keyward_token::Entropy;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::pkcs8::EncodePrivateKey as _;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::rand_core::{CryptoRng, Error, RngCore};
use rsa::traits::PublicKeyParts as _;
use serde_json::{Value, json};

/// A key with its public half.
#[derive(Clone)]
pub(super) struct Signer {
    pub(super) header: Header,
    key: EncodingKey,
    /// As a JWKS holds it.
    pub(super) jwk: Value,
}

impl Signer {
    pub(super) fn hs256(secret: &[u8]) -> Self {
        Self {
            header: Header::new(Algorithm::HS256),
            key: EncodingKey::from_secret(secret),
            jwk: Value::Null,
        }
    }

    pub(super) fn ed25519(kid: &str, seed: u8) -> Self {
        const HEAD: [u8; 16] =
            [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
        let public = SigningKey::from_bytes(&[seed; 32]).verifying_key().to_bytes();
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "use": "sig", "x": text(&public)});
        let key = EncodingKey::from_ed_der(&[HEAD.as_slice(), &[seed; 32]].concat());
        Self { header: head(Algorithm::EdDSA, kid), key, jwk }
    }

    pub(super) fn es256(kid: &str, seed: u8) -> Self {
        let secret = p256::SecretKey::from_slice(&[seed; 32]).unwrap();
        let point = secret.public_key().to_encoded_point(false);
        let (x, y) = (text(point.x().unwrap()), text(point.y().unwrap()));
        let jwk = json!({"kty": "EC", "crv": "P-256", "kid": kid, "alg": "ES256", "x": x, "y": y});
        let key = EncodingKey::from_ec_der(secret.to_pkcs8_der().unwrap().as_bytes());
        Self { header: head(Algorithm::ES256, kid), key, jwk }
    }

    /// One key for all tests: its primes take a while.
    pub(super) fn rs256(kid: &str) -> Self {
        static KEY: OnceLock<rsa::RsaPrivateKey> = OnceLock::new();
        let secret =
            KEY.get_or_init(|| rsa::RsaPrivateKey::new(&mut Random(SeededEntropy::new(1)), 2048).unwrap());
        let (n, e) = (text(&secret.n().to_bytes_be()), text(&secret.e().to_bytes_be()));
        let jwk = json!({"kty": "RSA", "kid": kid, "alg": "RS256", "use": "sig", "n": n, "e": e});
        let key = EncodingKey::from_rsa_der(secret.to_pkcs1_der().unwrap().as_bytes());
        Self { header: head(Algorithm::RS256, kid), key, jwk }
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        self.sign_as(&self.header, claims)
    }

    /// The same under another head.
    pub(super) fn sign_as(&self, header: &Header, claims: &Value) -> String {
        encode(header, claims, &self.key).unwrap()
    }
}

fn head(algorithm: Algorithm, kid: &str) -> Header {
    let mut header = Header::new(algorithm);
    header.kid = Some(kid.to_owned());
    header
}

pub(super) fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

struct Random(SeededEntropy);

impl CryptoRng for Random {}

impl RngCore for Random {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.0.fill(bytes);
        Ok(())
    }
}
