//! Files that pages load.

use std::io::Write as _;
use std::sync::OnceLock;

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use keyward_token::Digest;

/// A file of this build that pages load. What is reckoned from its content is reckoned once.
#[derive(Debug)]
pub(crate) struct Asset {
    name: &'static str,
    kind: &'static str,
    content: &'static str,
    url: OnceLock<String>,
    packed: OnceLock<Option<Bytes>>,
}

/// A file of `assets/`, with its media type.
macro_rules! asset {
    ($name:literal, $kind:literal) => {
        crate::html::Asset::new(
            $name,
            $kind,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/", $name)),
        )
    };
}
pub(crate) use asset;

impl Asset {
    /// A file of that name and media type.
    pub(crate) const fn new(name: &'static str, kind: &'static str, content: &'static str) -> Self {
        Self { name, kind, content, url: OnceLock::new(), packed: OnceLock::new() }
    }

    /// Where it is. Another build's is elsewhere, so that this one may be kept for ever.
    pub(crate) fn url(&self) -> &str {
        self.url
            .get_or_init(|| format!("/assets/{}/{}", &Digest::sha256(self.content).to_hex()[..16], self.name))
    }

    /// The same as a route: no page of ours names another digest, but one of another build may be open.
    pub(crate) fn route(&self) -> String {
        format!("/assets/{{digest}}/{}", self.name)
    }

    /// The file, compressed for who can read that. Pages are not: what is secret in one could be told by its length, from what others
    /// had it say (BREACH).
    pub(crate) fn served<S: Clone + Send + Sync + 'static>(&'static self) -> MethodRouter<S> {
        get(async move |headers: HeaderMap| {
            let packed = reads_gzip(&headers).then(|| self.packed.get_or_init(|| self.pack()).clone());
            self.answer(packed.flatten())
        })
    }

    fn answer(&self, packed: Option<Bytes>) -> Response {
        let headers = [
            (header::CONTENT_TYPE, self.kind),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::VARY, "accept-encoding"),
        ];
        match packed {
            Some(packed) => (headers, [(header::CONTENT_ENCODING, "gzip")], packed).into_response(),
            None => (headers, self.content).into_response(),
        }
    }

    fn pack(&self) -> Option<Bytes> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(self.content.as_bytes()).ok()?;
        encoder.finish().ok().map(Bytes::from)
    }
}

/// Whether a browser says that it reads gzip (RFC 9110, 12.5.3); one that names it with a weight of nothing does not.
fn reads_gzip(headers: &HeaderMap) -> bool {
    let said = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|text| text.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_none_or(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn gzip_is_for_who_says_that_they_read_it() {
        let of = |said: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in said {
                headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            }
            reads_gzip(&headers)
        };
        assert!(of(&["gzip"]) && of(&["br, GZIP;q=0.5"]) && of(&["br", "gzip, deflate"]));
        assert!(!of(&[]) && !of(&["br, xgzip"]) && !of(&["gzip;q=0"]) && !of(&["identity"]));
    }
}
