//! The cookies: whose browser it is, and what it shall look like.

use axum::http::{HeaderMap, HeaderValue};

use crate::html::cookie::named;

/// Whatever sets it must be this very host, over TLS (RFC 6265bis, 4.1.3.2). Browsers take it over plain HTTP from their own machine,
/// which they trust as much as TLS; elsewhere the dashboard needs TLS.
const SESSION: &str = "__Host-keyward";
/// What the forms for guests are marked by, in the same way.
const GUEST: &str = "__Host-keyward-guest";
const THEME: &str = "keyward-theme";
const A_YEAR: i64 = 31_536_000;

/// The session's token.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    named(headers, SESSION)
}

/// Keeps a session's token for so many seconds.
pub(super) fn set_token(token: &str, seconds: i64) -> Option<HeaderValue> {
    let rest = "Path=/; Secure; HttpOnly; SameSite=Lax";
    HeaderValue::from_str(&format!("{SESSION}={token}; {rest}; Max-Age={}", seconds.max(0))).ok()
}

/// The token of a browser in which nobody is signed in.
pub(super) fn guest(headers: &HeaderMap) -> Option<&str> {
    named(headers, GUEST).filter(|token| !token.is_empty())
}

/// Keeps it until the browser is closed.
pub(super) fn set_guest(token: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{GUEST}={token}; Path=/; Secure; HttpOnly; SameSite=Lax")).ok()
}

/// The theme that was chosen: `light`, `dark`, or nothing for what the system says.
pub(super) fn theme(headers: &HeaderMap) -> &'static str {
    match named(headers, THEME) {
        Some("light") => "light",
        Some("dark") => "dark",
        _ => "",
    }
}

/// Keeps a theme.
pub(super) fn set_theme(theme: &str) -> Option<HeaderValue> {
    let age = if theme.is_empty() { 0 } else { A_YEAR };
    HeaderValue::from_str(&format!("{THEME}={theme}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_script_and_no_other_site_has_it() {
        let cookie = "__Host-keyward=kww_x; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60";
        assert_eq!(set_token("kww_x", 60).unwrap(), cookie);
        assert_eq!(set_guest("x").unwrap(), "__Host-keyward-guest=x; Path=/; Secure; HttpOnly; SameSite=Lax");
        assert!(set_theme("").unwrap().to_str().unwrap().ends_with("Max-Age=0"));
    }
}
