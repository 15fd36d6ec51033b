//! Errors as Flapjack's clients know them: `{"error":"UPPER_SNAKE","detail":"text"?}` and nothing else.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use keyward_authority::Error;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{ApiError, RefusedAs};

/// A refusal on its way out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Refusal {
    #[serde(skip)]
    status: u16,
    #[serde(skip)]
    headers: Vec<(HeaderName, HeaderValue)>,
    /// For programs.
    #[schema(example = "FORBIDDEN")]
    error: &'static str,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl Refusal {
    pub(crate) fn new(status: u16, error: &'static str) -> Self {
        Self { status, headers: Vec::new(), error, detail: None }
    }

    pub(super) fn detail(mut self, text: impl Into<String>) -> Self {
        self.detail = Some(text.into());
        self
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(401, "UNAUTHORIZED")
    }

    pub(super) fn forbidden() -> Self {
        Self::new(403, "FORBIDDEN")
    }

    pub(super) fn invalid_body(why: &str) -> Self {
        Self::new(400, "INVALID_BODY").detail(why)
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        match error.0.code.status() {
            400 => Self::invalid_body(&error.0.message),
            401 => Self::unauthorized(),
            403 => Self::forbidden().detail(error.0.message),
            404 => Self::new(404, "NOT_FOUND"),
            405 => Self::new(405, "METHOD_NOT_ALLOWED"),
            409 => Self::new(409, "CONFLICT").detail(error.0.message),
            413 => Self::new(413, "PAYLOAD_TOO_LARGE"),
            429 => Self { headers: error.into_parts().1, ..Self::new(429, "RATE_LIMITED") },
            503 => Self::new(503, "UNAVAILABLE"),
            _ => Self::new(500, "INTERNAL"),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        ApiError::from(error).into()
    }
}

impl IntoResponse for Refusal {
    fn into_response(mut self) -> Response {
        let headers = std::mem::take(&mut self.headers);
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // A body that can't be read is no refusal.
        let refused = (status != StatusCode::BAD_REQUEST).then(|| RefusedAs(self.error.to_owned()));
        let mut response = (status, axum::Json(self)).into_response();
        if let Some(refused) = refused {
            response.extensions_mut().insert(refused);
        }
        response.headers_mut().extend(headers);
        let said = match status {
            StatusCode::UNAUTHORIZED => Some((header::WWW_AUTHENTICATE, "Bearer")),
            StatusCode::SERVICE_UNAVAILABLE => Some((header::RETRY_AFTER, "1")),
            _ => None,
        };
        if let Some((name, value)) = said {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(error: Error) -> (u16, String) {
        let refusal = Refusal::from(error);
        (refusal.status, serde_json::to_string(&refusal).unwrap())
    }

    #[test]
    fn nothing_but_the_contracts_two_fields() {
        assert_eq!(shown(Error::InvalidToken), (401, r#"{"error":"UNAUTHORIZED"}"#.to_owned()));
        assert_eq!(shown(Error::NotFound("Key")), (404, r#"{"error":"NOT_FOUND"}"#.to_owned()));
        assert_eq!(shown(Error::Unavailable), (503, r#"{"error":"UNAVAILABLE"}"#.to_owned()));
        assert_eq!(shown(Error::Forbidden("no")), (403, r#"{"error":"FORBIDDEN","detail":"no"}"#.to_owned()));
    }
}
