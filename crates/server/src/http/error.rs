//! Errors as answers: the one place that chooses a status.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use keyward_api::{ErrorBody, ErrorCode};
use keyward_authority::Error;
use keyward_domain::Invalid;

/// An error on its way out: the contract's body and the headers that go with it.
#[derive(Debug)]
pub(crate) struct ApiError(pub(crate) Box<ErrorBody>, Option<Cause>);

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

    pub(crate) fn unauthorized(message: &str) -> Self {
        Self::new(ErrorCode::Unauthorized, message)
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
            Error::NotPermitted(_) | Error::NotHeld(_) | Error::Forbidden(_) => ErrorCode::PermissionDenied,
            Error::CallersKey(code) => return super::caller::refused(code),
            Error::Credentials => ErrorCode::Unauthorized,
            Error::EmailNotVerified => ErrorCode::EmailNotVerified,
            Error::AccountDisabled => ErrorCode::AccountDisabled,
            Error::WrongPassword => ErrorCode::WrongPassword,
            Error::EmailToken => ErrorCode::TokenInvalid,
            Error::UpgradeRequirements(_) => ErrorCode::UpgradeRequirementsNotMet,
            Error::InvalidToken => ErrorCode::InvalidToken,
            Error::EnvironmentDenied => ErrorCode::EnvironmentDenied,
            Error::TenantSuspended => ErrorCode::TenantSuspended,
            Error::NotFound(_) => ErrorCode::NotFound,
            Error::AlreadyExists(_) => ErrorCode::AlreadyExists,
            Error::Unavailable => {
                return Self::new(ErrorCode::Unavailable, "The service can't reach its storage; try again");
            }
            Error::Internal(cause) => {
                let body = ErrorBody::new(ErrorCode::InternalError, "Something went wrong on our side");
                return Self(Box::new(body), Some(Cause(cause.into())));
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

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let code = self.0.code;
        let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(self.0)).into_response();
        if let Some(cause) = self.1 {
            response.extensions_mut().insert(cause);
        }
        response.extensions_mut().insert(code);
        let headers = response.headers_mut();
        match code {
            ErrorCode::InvalidToken => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            ErrorCode::Unauthorized | ErrorCode::KeyExpired => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("ApiKey"));
            }
            ErrorCode::Unavailable => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_SECONDS));
            }
            _ => {}
        }
        response
    }
}
