//! `GET /v1/users/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, UserView};
use keyward_authority::users;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Path};

/// One person or service account.
#[utoipa::path(
    get,
    path = "/v1/users/{id}",
    tag = "accounts",
    operation_id = "get_user",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, body = UserView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<axum::Json<UserView>, ApiError> {
    let account = users::get::get(&app.authority, &actor, &id).await?;
    Ok(axum::Json(view(app.authority.ids(), &account)))
}
