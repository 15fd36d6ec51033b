//! What went wrong, as a page.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use keyward_authority::Error;
use keyward_domain::Invalid;
use keyward_hub::RefusalKind;

use super::STYLE;
use super::here::Here;
use crate::html;
use crate::http::{ApiError, Cause, Limited};

/// Why there is no page.
#[derive(Debug)]
pub(super) enum Problem {
    /// Nobody is signed in; the path to come back to.
    SignIn(String),
    /// Something else.
    Page {
        /// Its status.
        status: StatusCode,
        /// What it is.
        title: String,
        /// What to do.
        text: String,
        /// What the log says.
        cause: Option<Cause>,
    },
}

#[derive(Template)]
#[template(path = "dashboard/problem.html")]
struct ProblemPage<'a> {
    status: u16,
    title: &'a str,
    text: &'a str,
}

impl Problem {
    pub(super) fn plain(status: StatusCode, title: &str, text: &str) -> Self {
        Self::Page { status, title: title.to_owned(), text: text.to_owned(), cause: None }
    }

    /// What is not there, or is another's, which is the same.
    pub(super) fn missing() -> Self {
        Self::plain(
            StatusCode::NOT_FOUND,
            "There is nothing here",
            "It may have been removed, or it is in another environment or account than yours.",
        )
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        ApiError::from(error).into()
    }
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        let (body, _, cause) = error.into_parts();
        let status = StatusCode::from_u16(body.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let title = match status.as_u16() {
            403 => "You may not do this",
            404 => return Self::missing(),
            400 | 409 | 413 => "This did not work",
            503 => "The database can't be reached",
            _ => "Something went wrong on our side",
        };
        Self::Page { status, title: title.to_owned(), text: body.message, cause }
    }
}

/// What the hub's rules say, in their own words.
impl From<keyward_hub::Error> for Problem {
    fn from(error: keyward_hub::Error) -> Self {
        let refusal = match error {
            keyward_hub::Error::Authority(error) => return error.into(),
            keyward_hub::Error::Refused(refusal) => refusal,
        };
        match refusal.kind {
            RefusalKind::NotFound => Self::missing(),
            RefusalKind::Forbidden => {
                Self::plain(StatusCode::FORBIDDEN, "You may not do this", &sentence(&refusal.detail))
            }
            RefusalKind::Invalid => {
                Self::plain(StatusCode::BAD_REQUEST, "This did not work", &sentence(&refusal.detail))
            }
        }
    }
}

impl From<Limited> for Problem {
    fn from(limited: Limited) -> Self {
        Self::plain(
            StatusCode::TOO_MANY_REQUESTS,
            "Too many tries",
            &format!("{limited}. Wait a little, then try again."),
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn(path) => {
                let onward = if path == "/dashboard" { String::new() } else { format!("?next={path}") };
                Redirect::to(&format!("/dashboard/sign-in{onward}")).into_response()
            }
            Self::Page { status, title, text, cause } => {
                let page = ProblemPage { status: status.as_u16(), title: &title, text: &text };
                let policy = "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'";
                let mut response = html::page(status, policy, &page);
                if let Some(cause) = cause {
                    response.extensions_mut().insert(cause);
                }
                response
            }
        }
    }
}

/// What a form is told that can be mended: the fields at fault, or one line for all of it. Everything else is a page of its own.
pub(super) fn faults(error: Error) -> Result<Faults, Problem> {
    match error {
        Error::Invalid(invalid) => Ok(Faults::from(invalid)),
        Error::NotFound(_) | Error::Internal(_) | Error::Unavailable => Err(error.into()),
        error => Ok(Faults { all: vec![(String::new(), error.to_string())] }),
    }
}

/// The field that a refusal of the hub's is about.
const OF: [(&str, &str); 12] = [
    ("product_not_found", "product"),
    ("client_not_found", "customer"),
    ("email_exists", "email"),
    ("expires_in_past", "expires_at"),
    ("not_an_upgrade", "tier"),
    ("product_exists", "slug"),
    ("component_exists", "slug"),
    ("release_exists", "version"),
    ("invalid_package", "file"),
    ("unknown_dependency", "depends_on"),
    ("too_many_attachments", "files"),
    ("attachment_too_large", "files"),
];

/// The same of what the hub refuses.
pub(super) fn hub_faults(error: keyward_hub::Error) -> Result<Faults, Problem> {
    let refusal = match error {
        keyward_hub::Error::Authority(error @ (Error::Forbidden(_) | Error::NotPermitted(_))) => {
            return Err(error.into());
        }
        keyward_hub::Error::Authority(error) => return faults(error),
        keyward_hub::Error::Refused(refusal) => refusal,
    };
    match OF.iter().find(|(code, _)| *code == refusal.code) {
        Some((_, field)) => Ok(Faults::one(field, &sentence(&refusal.detail))),
        None if refusal.kind == RefusalKind::NotFound => Err(Problem::missing()),
        None => Ok(Faults::one("", &sentence(&refusal.detail))),
    }
}

/// The hub's words, which end without a full stop.
fn sentence(detail: &str) -> String {
    format!("{}.", detail.trim_end_matches('.'))
}

/// What is wrong with a form.
#[derive(Debug, Default)]
pub(super) struct Faults {
    all: Vec<(String, String)>,
}

impl Faults {
    /// One fault of one field.
    pub(super) fn one(field: &str, reason: &str) -> Self {
        Self { all: vec![(field.to_owned(), reason.to_owned())] }
    }

    /// Another fault.
    pub(super) fn add(&mut self, field: String, reason: &str) {
        self.all.push((field, reason.to_owned()));
    }

    /// What is wrong with a field.
    pub(super) fn of(&self, field: &str) -> Option<&str> {
        self.all.iter().find(|(known, _)| known == field).map(|(_, reason)| reason.as_str())
    }

    /// The same as a sentence: a reason goes on from what the field is called, unless it is one already.
    pub(super) fn said(&self, field: &str, label: &str) -> Option<String> {
        let reason = self.of(field)?;
        let whole = reason.starts_with(char::is_uppercase);
        Some(if whole { reason.to_owned() } else { format!("{label} {reason}") })
    }

    /// What is wrong with a field or with a part of it: `permissions.documents` is one of `permissions`.
    pub(super) fn under(&self, field: &str) -> impl Iterator<Item = (&str, &str)> {
        let is_part = move |known: &str| {
            known.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let parts = self.all.iter().filter(move |(known, _)| is_part(known));
        parts.map(|(known, reason)| (known.as_str(), reason.as_str()))
    }

    /// What is wrong with none of these fields.
    pub(super) fn beside(&self, fields: &[&str]) -> Vec<String> {
        let others = self.all.iter().filter(|(field, _)| !fields.contains(&field.as_str()));
        others.map(|(field, reason)| format!("{field} {reason}").trim().to_owned()).collect()
    }

    /// What is wrong with a field or a part of it: what begins with `field`.
    pub(super) fn within<'a>(&'a self, field: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let all = self.all.iter().map(|(known, reason)| (known.as_str(), reason.as_str()));
        all.filter_map(move |(known, reason)| Some((known.strip_prefix(field)?, reason)))
    }

    pub(super) fn none(&self) -> bool {
        self.all.is_empty()
    }

    /// The status of the form as it is shown.
    pub(super) fn status(&self) -> StatusCode {
        if self.none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }
}

impl From<Invalid> for Faults {
    fn from(invalid: Invalid) -> Self {
        let all = invalid.problems().iter().map(|it| (it.field.clone(), it.reason.clone())).collect();
        Self { all }
    }
}

/// A path in an environment that has no page.
pub(super) async fn nowhere(_: Here) -> Problem {
    Problem::missing()
}

impl ProblemPage<'_> {
    fn style() -> &'static str {
        STYLE.url()
    }
}
