//! `PUT /v1/users/{id}/password`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, SetPassword, UserView};
use keyward_authority::users;

use super::view;
use crate::App;
use crate::http::{ApiError, AtLarge, Json, Path};

/// Set a person's password and end their sessions. By the socket in the data directory alone: `keyward users set-password`.
#[utoipa::path(
    put,
    path = "/v1/users/{id}/password",
    tag = "operators",
    operation_id = "set_user_password",
    params(("id" = String, Path, description = "Their id or e-mail address")),
    request_body = SetPassword,
    responses((status = 200, body = UserView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn set_password(
    State(app): State<Arc<App>>,
    AtLarge(actor): AtLarge,
    Path(id): Path,
    body: Json<SetPassword>,
) -> Result<axum::Json<UserView>, ApiError> {
    let account =
        users::set_password::set_password(&app.authority, &actor, &id, &body.value.password).await?;
    Ok(axum::Json(view(app.authority.ids(), &account)))
}
