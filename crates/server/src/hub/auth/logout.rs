//! `POST /api/v1/portal/auth/logout`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_authority::sessions::logout as operation;

use super::refresh::PortalRefresh;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::Details;
use crate::hub::who::Anyone;

/// Sign out: end the session of a refresh token. One that is not good has no session to end.
#[utoipa::path(
    post,
    path = "/api/v1/portal/auth/logout",
    tag = "hub",
    operation_id = "portal_logout",
    request_body = PortalRefresh,
    responses((status = 204), (status = 422, body = Details)),
    security(())
)]
pub(crate) async fn logout(
    State(app): State<Arc<App>>,
    call: Call<Anyone, PortalRefresh>,
) -> Result<StatusCode, Problem> {
    operation::logout(&app.authority, &call.origin, Some(&call.input.refresh_token), None).await?;
    Ok(StatusCode::NO_CONTENT)
}
