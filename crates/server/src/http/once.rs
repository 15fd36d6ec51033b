//! `Idempotency-Key`, and answers that may be given twice.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use keyward_authority::{Answer, Once};
use serde::Serialize;

use super::ApiError;
use crate::App;

/// The caller's idempotency key, if it sent one.
pub(crate) struct IdempotencyKey(Option<String>);

const HEADER: &str = "idempotency-key";

impl FromRequestParts<Arc<App>> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(HEADER) else { return Ok(Self(None)) };
        let visible = |text: &&str| text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        match value
            .to_str()
            .ok()
            .filter(visible)
            .filter(|text| (1..=Once::<()>::MAX_KEY).contains(&text.len()))
        {
            Some(key) => Ok(Self(Some(key.to_owned()))),
            None => Err(ApiError::field("Idempotency-Key", "must be 1 to 255 printable ASCII characters")),
        }
    }
}

impl IdempotencyKey {
    /// At most once on this route for this key and body, or as often as it is asked for.
    pub(crate) fn once<'a, T>(
        &'a self,
        route: &'a str,
        body: &'a [u8],
        render: &'a (dyn Fn(&T) -> (u16, Vec<u8>) + Sync),
    ) -> Once<'a, T> {
        match &self.0 {
            Some(key) => Once::per_key(route, key, body, render),
            None => Once::no(),
        }
    }
}

/// 201 with a JSON body.
pub(crate) fn created<T: Serialize>(view: &T) -> (u16, Vec<u8>) {
    // The views hold texts, numbers and lists: nothing that JSON can't.
    (StatusCode::CREATED.as_u16(), serde_json::to_vec(view).unwrap_or_default())
}

/// 200 with a JSON body.
pub(crate) fn ok<T: Serialize>(view: &T) -> (u16, Vec<u8>) {
    (StatusCode::OK.as_u16(), created(view).1)
}

/// The answer, made now or kept from the first time.
pub(crate) fn respond<T>(answer: &Answer<T>, render: &dyn Fn(&T) -> (u16, Vec<u8>)) -> Response {
    let ((status, body), again) = match answer {
        Answer::Fresh(made) => (render(made), false),
        Answer::Again { status, body } => ((*status, body.clone()), true),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response =
        (status, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body)
            .into_response();
    if again {
        response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    response
}
