//! Errors: a stable code, a message for people, and what was wrong with each field.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Stable codes, for programs (contract v1, part 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// 401: no credential, or none that is good.
    Unauthorized,
    /// 401: the key is past its time.
    KeyExpired,
    /// 403: the key is switched off.
    KeyInactive,
    /// 403: the key may not be used from this address.
    IpDenied,
    /// 403: it is not proven that the e-mail address is theirs.
    EmailNotVerified,
    /// 403: the operator switched the account off.
    AccountDisabled,
    /// 400: the token of a mail is not good.
    TokenInvalid,
    /// 400: the current password is another.
    WrongPassword,
    /// 403: the account lacks what its upgrade requires.
    UpgradeRequirementsNotMet,
    /// 401: the bearer token is not good.
    InvalidToken,
    /// 403: the environment is unknown, another tenant's, or missing.
    EnvironmentDenied,
    /// 403: a permission is missing.
    PermissionDenied,
    /// 403: the tenant may only read.
    TenantSuspended,
    /// 403: a gate can't tell what a request asks for in the one way in which every service would.
    AmbiguousRequest,
    /// 403: the key's credits are used up.
    CreditsExhausted,
    /// 400: the request breaks a rule.
    ValidationError,
    /// 400: not possible for this thing as it is now.
    InvalidOperation,
    /// 404: no such thing, or no such route.
    NotFound,
    /// 405: the route knows other methods.
    MethodNotAllowed,
    /// 409: it exists already.
    AlreadyExists,
    /// 409: a limit on how many there may be.
    LimitReached,
    /// 413: the body is too large.
    PayloadTooLarge,
    /// 431: the request's head is too large.
    HeadersTooLarge,
    /// 429: too many requests.
    RateLimited,
    /// 504: the request took too long.
    Timeout,
    /// 503: storage can't be reached; try again.
    Unavailable,
    /// 500: a mistake of the server's; the log has the request id.
    InternalError,
}

impl ErrorCode {
    /// The HTTP status that goes with it.
    pub const fn status(self) -> u16 {
        match self {
            Self::ValidationError | Self::InvalidOperation | Self::TokenInvalid | Self::WrongPassword => 400,
            Self::Unauthorized | Self::KeyExpired | Self::InvalidToken => 401,
            Self::KeyInactive
            | Self::IpDenied
            | Self::EmailNotVerified
            | Self::AccountDisabled
            | Self::UpgradeRequirementsNotMet
            | Self::EnvironmentDenied
            | Self::AmbiguousRequest
            | Self::CreditsExhausted
            | Self::PermissionDenied
            | Self::TenantSuspended => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::AlreadyExists | Self::LimitReached => 409,
            Self::PayloadTooLarge => 413,
            Self::RateLimited => 429,
            Self::HeadersTooLarge => 431,
            Self::InternalError => 500,
            Self::Unavailable => 503,
            Self::Timeout => 504,
        }
    }

    /// The word beside 401s and 403s that FlexPrice's clients look at.
    const fn error(self) -> Option<&'static str> {
        match self {
            Self::EnvironmentDenied => Some("Access denied"),
            _ => match self.status() {
                401 => Some("Unauthorized"),
                403 => Some("Forbidden"),
                _ => None,
            },
        }
    }
}

/// The body of every error.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErrorBody {
    /// With 401 and 403 alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
    /// For programs.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The HTTP status, again.
    pub http_status_code: u16,
    /// What was wrong with each field, by its name on the wire.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = std::collections::HashMap<String, String>)]
    pub details: Map<String, Value>,
}

impl ErrorBody {
    /// An error without details.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        let http_status_code = code.status();
        Self { error: code.error(), code, message: message.into(), http_status_code, details: Map::new() }
    }

    /// With what was wrong with a field; of several reasons the first is told.
    #[must_use]
    pub fn detail(mut self, field: &str, reason: &str) -> Self {
        self.details.entry(field).or_insert_with(|| reason.into());
        self
    }
}
