//! `PUT /v1/users/{id}/roles`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, SetRoles, UserView};
use keyward_authority::users;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Json, Path};

/// Give a person other roles; never oneself, never a service account. Keys keep what they were made with.
#[utoipa::path(
    put,
    path = "/v1/users/{id}/roles",
    tag = "accounts",
    operation_id = "set_user_roles",
    params(("id" = String, Path, description = "Its id")),
    request_body = SetRoles,
    responses((status = 200, body = UserView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn set_roles(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    body: Json<SetRoles>,
) -> Result<axum::Json<UserView>, ApiError> {
    let account = users::set_roles::set_roles(&app.authority, &actor, &id, &body.value.roles).await?;
    Ok(axum::Json(view(app.authority.ids(), &account)))
}
