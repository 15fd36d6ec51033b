//! Errors as answers: the one place that chooses a status.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use keyward_api::{ErrorBody, ErrorCode};
use keyward_authority::Error;
use keyward_domain::Invalid;

use super::Limited;

/// An error on its way out: the contract's body and the headers that go with it.
#[derive(Debug)]
pub(crate) struct ApiError(pub(crate) Box<ErrorBody>, Option<Beside>);

/// What goes with the body of an error.
#[derive(Debug)]
enum Beside {
    Cause(Cause),
    Limited(Limited),
}

/// What the log says of a 500, and the caller never hears. It travels with the response to where the request's id is known.
#[derive(Debug, Clone)]
pub(crate) struct Cause(Arc<dyn std::error::Error + Send + Sync>);

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

const RETRY_AFTER_SECONDS: &str = "1";

impl ApiError {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self(Box::new(ErrorBody::new(code, message)), None)
    }

    /// One field at fault.
    pub(crate) fn field(field: &str, reason: &str) -> Self {
        Invalid::one(field, reason).into()
    }

    /// The head is larger than `most` bytes.
    pub(crate) fn headers_too_large(most: usize) -> Self {
        let message = format!("The request's headers are larger than {most} bytes together");
        Self::new(ErrorCode::HeadersTooLarge, message)
    }

    /// The status and the headers that go with it.
    pub(crate) fn head(&self) -> (StatusCode, HeaderMap) {
        let code = self.0.code;
        let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        match code {
            ErrorCode::InvalidToken => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            ErrorCode::Unauthorized | ErrorCode::KeyExpired => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("ApiKey"));
            }
            _ => {}
        }
        headers.extend(self.when());
        (status, headers)
    }

    pub(crate) fn unauthorized(message: &str) -> Self {
        Self::new(ErrorCode::Unauthorized, message)
    }

    /// When to come again, as limits and outages say it in headers.
    fn when(&self) -> Vec<(HeaderName, HeaderValue)> {
        match &self.1 {
            Some(Beside::Limited(limited)) => limited.headers().into(),
            None if self.0.code == ErrorCode::Unavailable => {
                vec![(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_SECONDS))]
            }
            Some(Beside::Cause(_)) | None => Vec::new(),
        }
    }

    /// For a surface that has its own words: the body, what limits and outages say in headers, and what the log says.
    pub(crate) fn into_parts(self) -> (Box<ErrorBody>, Vec<(HeaderName, HeaderValue)>, Option<Cause>) {
        let when = self.when();
        let cause = match self.1 {
            Some(Beside::Cause(cause)) => Some(cause),
            Some(Beside::Limited(_)) | None => None,
        };
        (self.0, when, cause)
    }
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        let mut body = ErrorBody::new(ErrorCode::ValidationError, invalid.to_string());
        for problem in invalid.problems() {
            body = body.detail(&problem.field, &problem.reason);
        }
        Self(Box::new(body), None)
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::Invalid(invalid) => return invalid.into(),
            Error::InvalidOperation(_) => ErrorCode::InvalidOperation,
            Error::CallersKey(code) => return super::caller::refused(code),
            Error::NotPermitted(_) | Error::NotHeld(_) | Error::Forbidden(_) | Error::RoleRequired(_) => {
                ErrorCode::PermissionDenied
            }
            Error::Credentials => ErrorCode::Unauthorized,
            Error::EmailNotVerified => ErrorCode::EmailNotVerified,
            Error::AccountDisabled => ErrorCode::AccountDisabled,
            Error::WrongPassword => ErrorCode::WrongPassword,
            Error::EmailToken => ErrorCode::TokenInvalid,
            Error::Unproven | Error::Unsigned => ErrorCode::ValidationError,
            Error::UpgradeRequirements(_) => ErrorCode::UpgradeRequirementsNotMet,
            Error::InvalidToken => ErrorCode::InvalidToken,
            Error::EnvironmentDenied => ErrorCode::EnvironmentDenied,
            Error::TenantSuspended => ErrorCode::TenantSuspended,
            Error::NotFound(_) => ErrorCode::NotFound,
            Error::AlreadyExists(_) => ErrorCode::AlreadyExists,
            Error::LimitReached(_) => ErrorCode::LimitReached,
            Error::Unavailable => {
                return Self::new(ErrorCode::Unavailable, "The service can't reach its storage; try again");
            }
            Error::Internal(cause) => {
                let body = ErrorBody::new(ErrorCode::InternalError, "Something went wrong on our side");
                return Self(Box::new(body), Some(Beside::Cause(Cause(cause.into()))));
            }
        };
        Self::new(code, error.to_string())
    }
}

impl From<keyward_metering::Error> for ApiError {
    fn from(error: keyward_metering::Error) -> Self {
        use keyward_metering::Error as Metering;
        match error {
            Metering::Invalid(invalid) => invalid.into(),
            Metering::NotPermitted(need) => Error::NotPermitted(need).into(),
            Metering::TenantSuspended => Error::TenantSuspended.into(),
            Metering::Unavailable => Error::Unavailable.into(),
            Metering::Internal(cause) => Error::Internal(Box::new(cause)).into(),
        }
    }
}

impl From<keyward_hub::Error> for ApiError {
    fn from(error: keyward_hub::Error) -> Self {
        use keyward_hub::{Error as Hub, RefusalKind};
        match error {
            Hub::Authority(error) => error.into(),
            Hub::Refused(refusal) => {
                let code = match refusal.kind {
                    RefusalKind::Invalid => ErrorCode::InvalidOperation,
                    RefusalKind::Forbidden => ErrorCode::PermissionDenied,
                    RefusalKind::NotFound => ErrorCode::NotFound,
                };
                Self::new(code, refusal.detail)
            }
        }
    }
}

impl From<Limited> for ApiError {
    fn from(limited: Limited) -> Self {
        let body = ErrorBody::new(ErrorCode::RateLimited, limited.to_string());
        Self(Box::new(body), Some(Beside::Limited(limited)))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let code = self.0.code;
        let (status, headers) = self.head();
        let mut response = (status, headers, axum::Json(self.0)).into_response();
        if let Some(Beside::Cause(cause)) = self.1 {
            response.extensions_mut().insert(cause);
        }
        response.extensions_mut().insert(code);
        response
    }
}
