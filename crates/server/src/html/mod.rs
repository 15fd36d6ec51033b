//! What pages for people have in common: the files that they load, the headers that they are sent with, their cookies and their times, and
//! whether a form is one of theirs.

mod asset;
pub(crate) mod cookie;
mod mark;
pub(crate) mod times;

use askama::Template;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keyward_token::Entropy;

use crate::http::ApiError;
pub(crate) use asset::{Asset, asset};
pub(crate) use mark::{Marks, is_mark};

/// What a page's own scripts are known by (CSP 3, 2.3.1): 128 bits that nobody guesses, new for each answer.
pub(crate) fn nonce(randomness: &dyn Entropy) -> String {
    let mut bytes = [0; 16];
    randomness.fill(&mut bytes);
    STANDARD.encode(bytes)
}

/// A page, under a content security policy.
pub(crate) fn page(status: StatusCode, policy: &str, template: &impl Template) -> Response {
    let html = match template.render() {
        Ok(html) => Html(html),
        Err(error) => {
            return ApiError::from(keyward_authority::Error::Internal(Box::new(error))).into_response();
        }
    };
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (status, headers, html).into_response()
}

/// Whether the browser says that a page of this origin sent it, or does not say (RFC 6454, Fetch Metadata).
pub(crate) fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
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
