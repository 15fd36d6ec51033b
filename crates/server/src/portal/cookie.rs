//! The cookie that holds a session's token.

use axum::http::{HeaderMap, HeaderValue};

use crate::html::cookie::named;

/// Whatever sets it must be this very host, over TLS (RFC 6265bis, 4.1.3.2); browsers take it over plain HTTP from their own machine.
const NAME: &str = "__Host-keyward-portal";

/// The token that a browser sends.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    named(headers, NAME)
}

/// Sets it for so many seconds. In another site's frame it is kept apart by that site (CHIPS).
pub(super) fn set(token: &str, seconds: u64, framed: bool) -> Option<HeaderValue> {
    let site = if framed { "SameSite=None; Partitioned" } else { "SameSite=Lax" };
    HeaderValue::from_str(&format!("{NAME}={token}; Path=/; Secure; HttpOnly; {site}; Max-Age={seconds}"))
        .ok()
}

/// Takes it back.
pub(super) fn forget(framed: bool) -> Option<HeaderValue> {
    set("", 0, framed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_s_is_kept_apart() {
        let lax = "__Host-keyward-portal=kwp_x; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60";
        assert_eq!(set("kwp_x", 60, false).unwrap(), lax);
        assert!(set("kwp_x", 60, true).unwrap().to_str().unwrap().contains("SameSite=None; Partitioned"));
    }
}
