//! What pages for people have in common: the files that they load, the headers that they are sent with, and whether a form is one of theirs.

use askama::Template;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use keyward_token::Digest;

use crate::http::ApiError;

/// A file of this build that pages load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asset {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) content: &'static str,
}

/// A file of `assets/`, with its media type.
macro_rules! asset {
    ($name:literal, $kind:literal) => {
        crate::html::Asset {
            name: $name,
            kind: $kind,
            content: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/", $name)),
        }
    };
}
pub(crate) use asset;

impl Asset {
    /// Where it is. Another build's is elsewhere, so that this one may be kept for ever.
    pub(crate) fn url(&self) -> String {
        format!("/assets/{}/{}", &Digest::sha256(self.content).to_hex()[..16], self.name)
    }

    /// The same as a route: no page of ours names another digest, but one of another build may be open.
    pub(crate) fn route(&self) -> String {
        format!("/assets/{{digest}}/{}", self.name)
    }

    /// The file.
    pub(crate) fn answer(&self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, self.kind),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ];
        (headers, self.content).into_response()
    }
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
