//! What the operator's configuration makes of the page.

use std::sync::Arc;

use axum::Extension;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use keyward_token::{Digest, Entropy};

use crate::config::{Config, Logo};
use crate::html;

/// The page's own look, and where it may be framed.
pub(super) struct Brand {
    /// Whose page it is.
    pub(super) name: String,
    /// Where the customer came from.
    pub(super) home: Option<String>,
    /// Whether it may be shown in a frame at all.
    pub(super) framed: bool,
    /// Where it may be framed, as a content security policy says it.
    ancestors: String,
    randomness: Arc<dyn Entropy>,
    style: String,
    logo: Option<Logo>,
}

impl Brand {
    pub(super) fn new(config: &Config, randomness: Arc<dyn Entropy>) -> Self {
        let portal = &config.portal;
        let accent = portal.accent;
        let style = format!(":root {{ --brand: {accent}; --brand-ink: {}; }}\n", accent.ink());
        let origins: Vec<_> = portal.frame_ancestors.iter().map(ToString::to_string).collect();
        let ancestors = if origins.is_empty() { "'none'".to_owned() } else { origins.join(" ") };
        // It was looked at when the configuration was read; what became of it since is told, and the name stands in its place.
        let logo = portal.logo_file.as_deref().and_then(|path| match Logo::read(path) {
            Ok(logo) => Some(logo),
            Err(reason) => {
                tracing::error!(file = %path.display(), reason, "the portal's logo can't be shown");
                None
            }
        });
        Self {
            name: portal.name.as_ref().unwrap_or(&config.mail.product_name).to_string(),
            home: portal.home_url.as_ref().map(|url| url.as_str().to_owned()),
            framed: !origins.is_empty(),
            ancestors,
            randomness,
            style,
            logo,
        }
    }

    /// What the script of a page is known by, and the policy that says so.
    pub(super) fn policy(&self) -> (String, String) {
        let nonce = html::nonce(&*self.randomness);
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; \
             frame-ancestors {}",
            self.ancestors
        );
        (nonce, policy)
    }

    /// Where its stylesheet is.
    pub(super) fn stylesheet(&self) -> String {
        format!("/portal/brand/{}/brand.css", digest(self.style.as_bytes()))
    }

    /// Where its logo is, if it has one.
    pub(super) fn logo(&self) -> Option<String> {
        Some(format!("/portal/brand/{}/logo", digest(&self.logo.as_ref()?.bytes)))
    }
}

fn digest(bytes: &[u8]) -> String {
    Digest::sha256(&hex::encode(bytes)).to_hex()[..16].to_owned()
}

const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub(super) async fn stylesheet(Extension(brand): Extension<Arc<Brand>>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, brand.style.clone()).into_response()
}

pub(super) async fn logo(Extension(brand): Extension<Arc<Brand>>) -> Response {
    let Some(logo) = &brand.logo else { return axum::http::StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, logo.kind),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // An SVG that is opened by itself is a document: it runs nothing.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ];
    (headers, logo.bytes.clone()).into_response()
}
