//! `Stripe-Signature: t=1492774577,v1=5257a8…,v1=…` (docs.stripe.com/webhooks, "Verify webhook signatures manually").

use hmac::{Hmac, KeyInit as _, Mac as _};
use keyward_domain::Timestamp;
use sha2::Sha256;

use super::is_fresh;

/// Whether one of the `v1` is HMAC-SHA-256 of `t.body` under the secret as it is written, and `t` is about now. Other schemes (`v0`) do not
/// count.
pub(in super::super) fn verify(secret: &str, header: Option<&str>, body: &[u8], now: Timestamp) -> bool {
    let Some(header) = header else { return false };
    let parts: Vec<_> = header.split(',').filter_map(|part| part.trim().split_once('=')).collect();
    let mut times = parts.iter().filter(|(name, _)| *name == "t").map(|(_, value)| *value);
    let (Some(timestamp), None) = (times.next(), times.next()) else { return false };
    if !is_fresh(timestamp, now) {
        return false;
    }
    // HMAC takes keys of any length, so this can't fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    let signatures =
        parts.iter().filter(|(name, _)| *name == "v1").filter_map(|(_, hex)| hex::decode(hex).ok());
    // Every one is looked at, so that the time tells nothing of which it was.
    signatures.fold(false, |found, signature| mac.clone().verify_slice(&signature).is_ok() | found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test_secret";
    const BODY: &[u8] = br#"{"id":"evt_1","object":"event"}"#;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    fn signature(timestamp: &str, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(format!("{timestamp}.").as_bytes());
        mac.update(body);
        hex::encode(mac.finalize().into_bytes())
    }

    /// Made with Stripe's Python library: `stripe.WebhookSignature._compute_signature`.
    #[test]
    fn stripes_own_vector() {
        let expected = "654b43d3508ecadb3f8cefc4bc7d3d2bdc5ba9e03bf2c89b2d0657a8e24e4543";
        assert_eq!(signature("1492774577", BODY), expected);
        let header = format!("t=1492774577,v1={expected}");
        assert!(verify(SECRET, Some(&header), BODY, at(1_492_774_577)));
    }

    #[test]
    fn one_good_signature_of_several_will_do() {
        let good = signature("1000", BODY);
        let bad = signature("1001", BODY);
        for header in [
            format!("t=1000,v1={good}"),
            format!("t=1000,v1={bad},v1={good}"),
            format!("t=1000,v1={good},v1={bad}"),
            format!("v0={bad}, t=1000, v1=zz, v1={good}"),
        ] {
            assert!(verify(SECRET, Some(&header), BODY, at(1000)), "{header}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let good = signature("1000", BODY);
        for header in [
            String::new(),
            "t=1000".to_owned(),
            format!("v1={good}"),
            format!("t=1000,v0={good}"),
            format!("t=1000,v1={}", &good[..62]),
            format!("t=1000,v1={good}00"),
            format!("t=1001,v1={good}"),
            format!("t=1000,t=1000,v1={good}"),
            format!("t=+1000,v1={good}"),
            format!("t=,v1={good}"),
        ] {
            assert!(!verify(SECRET, Some(&header), BODY, at(1000)), "{header}");
        }
        let header = format!("t=1000,v1={good}");
        assert!(!verify(SECRET, None, BODY, at(1000)));
        assert!(!verify(SECRET, Some(&header), b"{}", at(1000)));
        assert!(!verify("another", Some(&header), BODY, at(1000)));
        for (seconds, fresh) in [(699, false), (700, true), (1300, true), (1301, false)] {
            assert_eq!(verify(SECRET, Some(&header), BODY, at(seconds)), fresh, "{seconds}");
        }
    }
}
