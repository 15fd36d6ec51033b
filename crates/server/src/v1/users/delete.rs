//! `DELETE /v1/users/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::{ErrorBody, ErrorCode};
use keyward_authority::users::delete::{self as operation, Removal};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::App;
use crate::http::{ApiError, Caller, Path, Query};

/// What goes with it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Options {
    /// `true`: revoke its keys with it.
    cascade: Option<String>,
}

/// Remove a person or a service account. While it has keys that may be used, only with `cascade=true`.
#[utoipa::path(
    delete,
    path = "/v1/users/{id}",
    tag = "accounts",
    operation_id = "delete_user",
    params(("id" = String, Path, description = "Its id"), Options),
    responses((status = 204), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    Query(options): Query<Options>,
) -> Result<StatusCode, ApiError> {
    let cascade = options.cascade()?;
    removed(operation::delete(&app.authority, &actor, &id, cascade).await?)
}

impl Options {
    /// Whether keys go with their owner.
    pub(crate) fn cascade(&self) -> Result<bool, ApiError> {
        match self.cascade.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(ApiError::field("cascade", "must be `true` or `false`")),
        }
    }
}

/// 204, or the keys that stand against it.
pub(crate) fn removed(removal: Removal) -> Result<StatusCode, ApiError> {
    match removal {
        Removal::Done => Ok(StatusCode::NO_CONTENT),
        Removal::HasKeys(keys) => {
            let mut error = ApiError::new(
                ErrorCode::InvalidOperation,
                "It has keys that may still be used: revoke them first, or send cascade=true",
            );
            error.0.details.insert("keys".to_owned(), keys.into());
            Err(error)
        }
    }
}
