//! How providers prove that a message is theirs. Pure: what is compared is compared in constant time.

pub(super) mod standard;
pub(super) mod stripe;

use keyward_domain::Timestamp;

/// How old a message may be, and how far ahead a clock may go, in seconds (Stripe's and Standard Webhooks' default).
const TOLERANCE: u64 = 300;

/// Whether a time in seconds, as it was sent, is about now.
fn is_fresh(timestamp: &str, now: Timestamp) -> bool {
    let digits = !timestamp.is_empty() && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    digits && timestamp.parse::<i64>().is_ok_and(|at| at.abs_diff(now.as_seconds()) <= TOLERANCE)
}
