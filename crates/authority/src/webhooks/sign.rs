//! Signatures of what is sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use keyward_token::PlainSecret;
use sha2::Sha256;

use super::secret::PREFIX;

/// `v1,` and the Base64 of HMAC-SHA-256 over `id.timestamp.body`, under the bytes that the secret is the Base64 of
/// (Standard Webhooks, "Symmetric").
pub(super) fn standard(secret: &PlainSecret, id: &str, timestamp: i64, body: &str) -> String {
    let text = secret.expose();
    let key = STANDARD.decode(text.strip_prefix(PREFIX).unwrap_or(text)).unwrap_or_default();
    let mac = mac(&key, &[id.as_bytes(), b".", timestamp.to_string().as_bytes(), b".", body.as_bytes()]);
    format!("v1,{}", STANDARD.encode(mac))
}

/// `sha256=` and the hex of HMAC-SHA-256 over the body, under the secret as it is written (contract hub, A.3).
pub(super) fn hub(secret: &PlainSecret, body: &str) -> String {
    format!("sha256={}", hex::encode(mac(secret.expose().as_bytes(), &[body.as_bytes()])))
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length, so this can't fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector that the specification's libraries test themselves with.
    #[test]
    fn standard_webhooks_published_vector() {
        let secret = PlainSecret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let signature =
            standard(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /// GitHub's published vector for the header of that name, which the hub's is like.
    #[test]
    fn hub_signature() {
        let signature = hub(&PlainSecret::new("It's a Secret to Everybody"), "Hello, World!");
        assert_eq!(signature, "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }
}
