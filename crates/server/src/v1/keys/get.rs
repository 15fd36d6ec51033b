//! `GET /v1/keys/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, KeyView};
use keyward_authority::keys;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Path};

/// One key; never its secret.
#[utoipa::path(
    get,
    path = "/v1/keys/{id}",
    tag = "keys",
    operation_id = "get_key",
    params(("id" = String, Path, description = "The key's id")),
    responses(
        (status = 200, body = KeyView),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)
    )
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<axum::Json<KeyView>, ApiError> {
    let key = keys::get::get(&app.authority, &actor, &id).await?;
    Ok(axum::Json(view::owned(&app, &actor, &key)))
}
