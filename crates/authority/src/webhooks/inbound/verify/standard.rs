//! Standard Webhooks: `v1`, HMAC-SHA-256 under a shared secret, and `v1a`, Ed25519 under the sender's key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use keyward_domain::Timestamp;
use sha2::Sha256;

use super::is_fresh;

/// What the head of a message says.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Head<'a> {
    pub(in super::super) id: Option<&'a str>,
    pub(in super::super) timestamp: Option<&'a str>,
    pub(in super::super) signature: Option<&'a str>,
}

/// What proves messages.
pub(in super::super) enum Key {
    /// `whsec_…`
    Shared(Vec<u8>),
    /// `whpk_…`
    Public(VerifyingKey),
}

impl Key {
    /// The key that is written so.
    pub(in super::super) fn read(text: &str) -> Option<Self> {
        if let Some(public) = text.strip_prefix("whpk_") {
            let bytes: [u8; 32] = STANDARD.decode(public).ok()?.try_into().ok()?;
            return VerifyingKey::from_bytes(&bytes).ok().map(Self::Public);
        }
        let secret = STANDARD.decode(text.strip_prefix("whsec_")?).ok()?;
        // The specification wants 24 to 64 bytes; fewer can be guessed.
        (24..=64).contains(&secret.len()).then_some(Self::Shared(secret))
    }

    fn proves(&self, signed: &[u8], signature: &str) -> bool {
        let Some((version, encoded)) = signature.split_once(',') else { return false };
        let Ok(bytes) = STANDARD.decode(encoded) else { return false };
        match self {
            Self::Shared(secret) if version == "v1" => {
                let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return false };
                mac.update(signed);
                mac.verify_slice(&bytes).is_ok()
            }
            Self::Public(key) if version == "v1a" => Signature::from_slice(&bytes)
                .is_ok_and(|signature| key.verify_strict(signed, &signature).is_ok()),
            _ => false,
        }
    }
}

/// Whether one of the signatures is the sender's over `id.timestamp.body`, and the timestamp is about now.
pub(in super::super) fn verify(secret: &str, head: &Head<'_>, body: &[u8], now: Timestamp) -> bool {
    let (Some(id), Some(timestamp), Some(signatures)) = (head.id, head.timestamp, head.signature) else {
        return false;
    };
    let Some(key) = Key::read(secret).filter(|_| is_fresh(timestamp, now)) else { return false };
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
    signatures.split(' ').fold(false, |found, signature| key.proves(&signed, signature) | found)
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer as _, SigningKey};

    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const GOOD: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn verified(secret: &str, id: &str, timestamp: &str, signature: &str, body: &[u8], now: i64) -> bool {
        let head = Head { id: Some(id), timestamp: Some(timestamp), signature: Some(signature) };
        verify(secret, &head, body, Timestamp::from_micros(now * 1_000_000))
    }

    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: &str = "1614265330";
    const NOW: i64 = 1_614_265_330;

    #[test]
    fn the_published_vector() {
        assert!(verified(SECRET, ID, AT, GOOD, BODY, NOW));
        assert!(verified(SECRET, ID, AT, &format!("v1,AAAA v1a,AAAA {GOOD}"), BODY, NOW));
        assert!(verified(SECRET, ID, AT, GOOD, BODY, NOW + 300));
    }

    #[test]
    fn everything_else_is_refused() {
        for (id, at, signature, body, now) in [
            ("msg_other", AT, GOOD, BODY, NOW),
            (ID, "1614265331", GOOD, BODY, NOW),
            (ID, AT, "v1,g0hM9SsE", BODY, NOW),
            (ID, AT, "v1", BODY, NOW),
            (ID, AT, "", BODY, NOW),
            (ID, AT, &GOOD.replace("v1", "v2"), BODY, NOW),
            (ID, AT, &GOOD.replace("v1", "v1a"), BODY, NOW),
            (ID, AT, GOOD, b"{}", NOW),
            (ID, AT, GOOD, BODY, NOW + 301),
            (ID, AT, GOOD, BODY, NOW - 301),
        ] {
            assert!(!verified(SECRET, id, at, signature, body, now), "{id} {at} {signature}");
        }
        assert!(!verified("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx", ID, AT, GOOD, BODY, NOW));
        let head = Head { id: None, timestamp: Some(AT), signature: Some(GOOD) };
        assert!(!verify(SECRET, &head, BODY, Timestamp::from_micros(NOW * 1_000_000)));
    }

    #[test]
    fn a_public_key_proves_its_own_kind_alone() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let public = format!("whpk_{}", STANDARD.encode(key.verifying_key().to_bytes()));
        let signed = [ID.as_bytes(), b".", AT.as_bytes(), b".", BODY].concat();
        let signature = format!("v1a,{}", STANDARD.encode(key.sign(&signed).to_bytes()));
        assert!(verified(&public, ID, AT, &signature, BODY, NOW));
        assert!(verified(&public, ID, AT, &format!("{GOOD} {signature}"), BODY, NOW));
        assert!(!verified(&public, ID, AT, GOOD, BODY, NOW));
        assert!(!verified(SECRET, ID, AT, &signature, BODY, NOW));
        assert!(!verified(&public, ID, AT, &signature.replace("v1a", "v1"), BODY, NOW));
    }

    #[test]
    fn secrets_that_are_none_are_told() {
        for bad in ["", "whsec_", "whsec_AAAA", "whsec_!", "whpk_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert!(Key::read(bad).is_none(), "{bad}");
        }
    }
}
