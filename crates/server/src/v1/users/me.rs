//! `GET /v1/users/me`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, UserView};
use keyward_authority::users;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller};

/// The account that you act for.
#[utoipa::path(
    get,
    path = "/v1/users/me",
    tag = "accounts",
    operation_id = "get_me",
    responses((status = 200, body = UserView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn me(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
) -> Result<axum::Json<UserView>, ApiError> {
    let account = users::get::me(&app.authority, &actor).await?;
    Ok(axum::Json(view(app.authority.ids(), &account)))
}
