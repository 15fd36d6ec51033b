//! Errors as a FastAPI application has them: `{"detail":text,"code":word}`, and for fields a list (contract hub, B.0 and C).

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use keyward_authority::Error;
use keyward_domain::Invalid;
use keyward_hub::RefusalKind;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::fields::{Fault, Item};
use crate::http::{ApiError, Cause, Limited, RefusedAs};

/// A refusal on its way out.
#[derive(Debug)]
pub(crate) enum Problem {
    /// Of the request as a whole.
    Whole(Box<Whole>),
    /// Of its fields.
    Fields(Vec<Item>),
}

/// A refusal of the request as a whole.
#[derive(Debug)]
pub(crate) struct Whole {
    status: StatusCode,
    body: Detail,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<Cause>,
}

/// The body of every error that is not about fields.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Detail {
    /// For people.
    #[schema(example = "License not found")]
    #[expect(clippy::struct_field_names, reason = "FastAPI calls it so")]
    detail: String,
    /// For programs; stable.
    #[schema(example = "license_not_found")]
    code: String,
    /// What else a program may want to know.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    more: Map<String, Value>,
}

/// The body of an error about fields.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Details {
    /// All that is wrong.
    detail: Vec<Item>,
}

impl Problem {
    pub(crate) fn new(status: u16, code: impl Into<String>, detail: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = Detail { detail: detail.into(), code: code.into(), more: Map::new() };
        Self::Whole(Box::new(Whole { status, body, headers: Vec::new(), cause: None }))
    }

    /// 401, with what would be a credential here.
    pub(super) fn unauthorized(code: &str, detail: &str, challenge: &'static str) -> Self {
        Self::new(401, code, detail).header(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }

    /// Nothing was sent that could be a credential.
    pub(super) fn not_authenticated() -> Self {
        Self::unauthorized("not_authenticated", "Not authenticated", "Bearer")
    }

    /// One field that only an operation could find wrong, as a validator of the application's own would tell it.
    pub(super) fn invalid(invalid: &Invalid) -> Self {
        let item = |problem: &keyward_domain::Problem| {
            // Not what was sent: it may be a password.
            Fault::invalid(&problem.reason).at(place(&problem.field), Value::Null)
        };
        Self::Fields(invalid.problems().iter().map(item).collect())
    }

    #[must_use]
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if let Self::Whole(whole) = &mut self {
            whole.headers.push((name, value));
        }
        self
    }

    /// With one more member beside `detail` and `code`.
    #[must_use]
    pub(super) fn more(mut self, name: &str, value: impl Into<Value>) -> Self {
        if let Self::Whole(whole) = &mut self {
            whole.body.more.insert(name.to_owned(), value.into());
        }
        self
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error {
            Error::Invalid(invalid) => Self::invalid(&invalid),
            Error::InvalidToken => invalid_token(),
            Error::Credentials => {
                Self::unauthorized("invalid_credentials", "Invalid email or password", "Bearer")
            }
            Error::EmailNotVerified => Self::new(403, "email_not_verified", "Email not verified"),
            Error::AccountDisabled => Self::new(403, "account_disabled", text),
            Error::WrongPassword => Self::new(400, "wrong_password", "Current password is incorrect"),
            Error::EmailToken => Self::new(400, "token_invalid", text),
            Error::UpgradeRequirements(missing) => {
                let words: Vec<_> = missing.iter().map(|one| one.as_str()).collect();
                let code = "upgrade_requirements_not_met";
                Self::new(403, code, "Upgrade requirements not met").more("missing", words)
            }
            Error::NotFound(what) => {
                let code = format!("{}_not_found", what.to_lowercase().replace(' ', "_"));
                Self::new(404, code, text)
            }
            Error::AlreadyExists(_) => Self::new(400, "already_exists", text),
            Error::LimitReached(_) => Self::new(400, "limit_reached", text),
            Error::RoleRequired(_) => Self::new(403, "role_required", text),
            other => ApiError::from(other).into(),
        }
    }
}

/// Where a field stands in the body: `prices[1].interval` is the `interval` of the second of the `prices`.
fn place(field: &str) -> Vec<Value> {
    let parts = field.split(['.', '[']).map(|part| match part.strip_suffix(']').map(str::parse::<u64>) {
        Some(Ok(index)) => Value::from(index),
        _ => Value::from(part),
    });
    [Value::from("body")].into_iter().chain(parts).collect()
}

/// What the hub's rules say, in their own words.
impl From<keyward_hub::Error> for Problem {
    fn from(error: keyward_hub::Error) -> Self {
        let refusal = match error {
            keyward_hub::Error::Authority(error) => return error.into(),
            keyward_hub::Error::Refused(refusal) => refusal,
        };
        let status = match refusal.kind {
            RefusalKind::Invalid => 400,
            RefusalKind::Forbidden => 403,
            RefusalKind::NotFound => 404,
        };
        let made = Self::new(status, refusal.code, refusal.detail);
        refusal.more.into_iter().fold(made, |made, (name, number)| made.more(name, number))
    }
}

/// The code and the words are `/v1`'s, where this surface has none of its own.
impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        let (body, headers, cause) = error.into_parts();
        let code = serde_json::to_value(body.code).ok();
        let code = code.as_ref().and_then(Value::as_str).unwrap_or("internal_error").to_owned();
        let made = Self::new(body.http_status_code, code, body.message);
        let made = headers.into_iter().fold(made, |made, (name, value)| made.header(name, value));
        match made {
            Self::Whole(whole) => Self::Whole(Box::new(Whole { cause, ..*whole })),
            fields @ Self::Fields(_) => fields,
        }
    }
}

/// `detail` as the contract has it; `error`, where the product's rate limiter says it.
impl From<Limited> for Problem {
    fn from(limited: Limited) -> Self {
        let text = limited.to_string();
        let made = Self::new(429, "rate_limited", text.as_str()).more("error", text);
        limited.headers().into_iter().fold(made, |made, (name, value)| made.header(name, value))
    }
}

/// A bearer token that is not good.
pub(super) fn invalid_token() -> Problem {
    Problem::unauthorized("invalid_token", "Could not validate credentials", "Bearer")
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let whole = match self {
            Self::Whole(whole) => *whole,
            Self::Fields(detail) => {
                return (StatusCode::UNPROCESSABLE_ENTITY, axum::Json(Details { detail })).into_response();
            }
        };
        let refused = RefusedAs(whole.body.code.clone());
        let mut response = (whole.status, axum::Json(whole.body)).into_response();
        response.extensions_mut().insert(refused);
        response.headers_mut().extend(whole.headers);
        if let Some(cause) = whole.cause {
            response.extensions_mut().insert(cause);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(problem: Problem) -> (u16, String) {
        match problem {
            Problem::Whole(whole) => (whole.status.as_u16(), serde_json::to_string(&whole.body).unwrap()),
            Problem::Fields(detail) => (422, serde_json::to_string(&Details { detail }).unwrap()),
        }
    }

    #[test]
    fn a_detail_and_a_code() {
        let body = |detail: &str, code: &str| format!(r#"{{"detail":"{detail}","code":"{code}"}}"#);
        assert_eq!(
            shown(Error::NotFound("API key").into()),
            (404, body("API key not found", "api_key_not_found"))
        );
        assert_eq!(
            shown(Error::Credentials.into()),
            (401, body("Invalid email or password", "invalid_credentials"))
        );
        assert_eq!(
            shown(Error::TenantSuspended.into()),
            (403, body("The tenant is suspended: reads still work, writes do not", "tenant_suspended"))
        );
        assert_eq!(shown(Error::Unavailable.into()).0, 503);
    }

    #[test]
    fn a_field_is_told_by_its_place() {
        assert_eq!(
            place("prices[1].interval"),
            [json!("body"), json!("prices"), json!(1), json!("interval")]
        );
        assert_eq!(place("password"), [json!("body"), json!("password")]);
    }

    #[test]
    fn a_field_that_an_operation_refuses_is_an_item() {
        let error = Error::Invalid(Invalid::one("password", "is too simple"));
        assert_eq!(
            shown(error.into()).1,
            r#"{"detail":[{"type":"value_error","loc":["body","password"],"msg":"Value error, is too simple","input":null,"ctx":{"error":{}}}]}"#
        );
    }
}
