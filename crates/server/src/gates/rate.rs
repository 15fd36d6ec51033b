//! What a proxy is told of a key's limits.

use axum::http::header::{HeaderName, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue};
use keyward_domain::{Code, Timestamp};
use keyward_gate::{Answer, LimitReading};

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
/// Seconds since 1970.
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Adds the limit that is nearest to its end; nothing where the key has none, or the check did not come to them.
pub(super) fn describe(headers: &mut HeaderMap, answer: &Answer<'_>, now: impl FnOnce() -> Timestamp) {
    let tightest = answer.limits.iter().min_by_key(|limit| (!limit.exceeded, limit.remaining));
    let Some(tightest) = tightest else { return };
    headers.insert(LIMIT, tightest.limit.into());
    headers.insert(REMAINING, tightest.remaining.into());
    headers.insert(RESET, seconds_up(tightest.reset_at.as_micros()).into());
    if answer.code == Code::RateLimited
        && let Some(seconds) = retry_after(answer.limits, now())
    {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// When all that refused would let pass, in whole seconds and never too early; `None` when one of them never would.
fn retry_after(limits: &[LimitReading<'_>], now: Timestamp) -> Option<i64> {
    let mut latest = now;
    for limit in limits.iter().filter(|limit| limit.exceeded) {
        latest = latest.max(limit.room_at?);
    }
    Some(seconds_up(latest.as_micros() - now.as_micros()).max(1))
}

fn seconds_up(micros: i64) -> i64 {
    micros.saturating_add(999_999).div_euclid(1_000_000)
}
