//! `PUT /v1/users/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, Rename, UserView};
use keyward_authority::users;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Json, Path};

/// Name a person or a service account anew.
#[utoipa::path(
    put,
    path = "/v1/users/{id}",
    tag = "accounts",
    operation_id = "update_user",
    params(("id" = String, Path, description = "Its id")),
    request_body = Rename,
    responses((status = 200, body = UserView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn rename(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    body: Json<Rename>,
) -> Result<axum::Json<UserView>, ApiError> {
    let account = users::rename::rename(&app.authority, &actor, &id, &body.value.name).await?;
    Ok(axum::Json(view(app.authority.ids(), &account)))
}
