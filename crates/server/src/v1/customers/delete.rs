//! `DELETE /v1/customers/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::ErrorBody;
use keyward_authority::customers::delete as operation;

use crate::App;
use crate::http::{ApiError, Caller, Path, Query};
use crate::v1::users::{Options, removed};

/// Remove a customer. While it has keys that may be used, only with `cascade=true`. Its licenses are revoked (which asks for
/// `license:write`) and end on every domain; its events stay.
#[utoipa::path(
    delete,
    path = "/v1/customers/{id}",
    tag = "customers",
    operation_id = "delete_customer",
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
    removed(operation::delete(&app.authority, &actor, &id, cascade, &app.hub).await?)
}
