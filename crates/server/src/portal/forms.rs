//! Whether a form was sent by a page of ours.

use axum::http::{HeaderMap, header};
use keyward_token::Digest;

/// What the forms of a session carry beside its cookie: only who has its token can reckon it.
pub(super) fn mark(token: &str) -> String {
    Digest::sha256(&format!("keyward portal form\n{token}")).to_hex()
}

/// Whether that is what was sent. Digests are compared, so that the time tells nothing of the mark.
pub(super) fn is_marked(token: &str, sent: &str) -> bool {
    Digest::sha256(sent) == Digest::sha256(&mark(token))
}

/// Whether the browser says that a page of this origin sent it, or does not say (RFC 6454, Fetch Metadata).
pub(super) fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, own)| own == host),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_the_session_s_own_mark_is_taken() {
        assert!(is_marked("kwp_a", &mark("kwp_a")));
        for sent in ["", "kwp_a", &mark("kwp_b")] {
            assert!(!is_marked("kwp_a", sent));
        }
    }

    #[test]
    fn another_site_s_form_is_told() {
        let of = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            is_ours(&headers)
        };
        assert!(of(&[]) && of(&[("sec-fetch-site", "same-origin")]));
        assert!(of(&[("origin", "https://a.example"), ("host", "a.example")]));
        assert!(!of(&[("sec-fetch-site", "cross-site")]) && !of(&[("sec-fetch-site", "same-site")]));
        assert!(!of(&[("origin", "https://b.example"), ("host", "a.example")]) && !of(&[("origin", "null")]));
    }
}
