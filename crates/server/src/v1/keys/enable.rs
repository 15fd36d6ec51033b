//! `POST /v1/keys/{id}/enable`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, KeyView};
use keyward_authority::keys;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Path};

/// Switch a disabled key on again.
#[utoipa::path(
    post,
    path = "/v1/keys/{id}/enable",
    tag = "keys",
    operation_id = "enable_key",
    params(("id" = String, Path, description = "The key's id")),
    responses(
        (status = 200, body = KeyView),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)
    )
)]
pub(crate) async fn enable(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<axum::Json<KeyView>, ApiError> {
    let key = keys::enable::enable(&app.authority, &actor, &id).await?;
    Ok(axum::Json(view::owned(&app, &actor, &key)))
}
