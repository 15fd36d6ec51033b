//! An answer, before it is put into the words of a protocol.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use keyward_domain::gates::DenyStyle;

use super::identity::Identity;
use crate::http::ApiError;

/// An answer to a proxy.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    /// Who passed.
    pub(super) identity: Option<Arc<Identity>>,
    /// What else is told.
    pub(super) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The status that is meant, where the proxy takes another.
const STATUS: HeaderName = HeaderName::from_static("x-keyward-status");
/// The body's `code`, where the proxy takes no body.
const CODE: HeaderName = HeaderName::from_static("x-keyward-code");

impl Reply {
    /// There is no telling, by a fault of ours.
    pub(crate) fn broken(error: ApiError) -> Self {
        Self::denied(error, DenyStyle::Standard)
    }

    /// The request may pass.
    pub(super) fn passed(identity: Arc<Identity>) -> Self {
        Self {
            status: StatusCode::OK,
            identity: Some(identity),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    /// It may not.
    pub(super) fn denied(mut error: ApiError, style: DenyStyle) -> Self {
        let (mut status, mut headers) = error.head();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if style == DenyStyle::Nginx {
            // A word of ASCII letters, as it stands in the body.
            let word = serde_json::to_string(&error.0.code).unwrap_or_default();
            if let Ok(word) = HeaderValue::from_str(word.trim_matches('"')) {
                headers.insert(CODE, word);
            }
            let taken = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status);
            // nginx makes a 500 of everything else, which is right for what is a fault of ours.
            if !taken && status.is_client_error() {
                headers.insert(STATUS, HeaderValue::from(status.as_u16()));
                status = StatusCode::FORBIDDEN;
                // The body goes with the status that is sent.
                error.0.http_status_code = status.as_u16();
                error.0.error = status.canonical_reason();
            }
        }
        // Texts and numbers: nothing that JSON can't hold.
        let body = serde_json::to_vec(&error.0).unwrap_or_default().into();
        Self { status, identity: None, headers, body }
    }

    /// Every header.
    pub(super) fn headers(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        let identity = self.identity.as_ref().map(|identity| &identity.headers);
        identity.into_iter().flatten().chain(&self.headers)
    }

    /// The headers as HTTP/1 has them, a line each.
    pub(super) fn write_headers(&self, out: &mut Vec<u8>) {
        if let Some(identity) = &self.identity {
            out.extend_from_slice(&identity.lines);
        }
        write_lines(out, &self.headers);
    }
}

/// Headers as HTTP/1 has them (RFC 9112, 5), a line each.
pub(super) fn write_lines(out: &mut Vec<u8>, headers: &HeaderMap) {
    for (name, value) in headers {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            out.extend_from_slice(part);
        }
    }
}

impl From<Reply> for Response<Body> {
    fn from(reply: Reply) -> Self {
        let body = if reply.body.is_empty() { Body::empty() } else { Body::from(reply.body) };
        let mut response = Response::new(body);
        *response.status_mut() = reply.status;
        *response.headers_mut() = match reply.identity {
            None => reply.headers,
            Some(identity) => {
                let mut headers = identity.headers.clone();
                headers.extend(reply.headers);
                headers
            }
        };
        response
    }
}
