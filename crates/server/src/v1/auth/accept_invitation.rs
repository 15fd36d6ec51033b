//! `POST /v1/auth/invitations/accept`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::{AcceptInvitation, ErrorBody};
use keyward_authority::users::accept_invitation as operation;

use crate::App;
use crate::http::{ApiError, Guest, Json};

/// Accept an invitation: choose the first password, with the token of the mail. Sign in after it.
#[utoipa::path(
    post,
    path = "/v1/auth/invitations/accept",
    tag = "auth",
    operation_id = "accept_invitation",
    request_body = AcceptInvitation,
    responses((status = 204), (status = 400, body = ErrorBody)),
    security(())
)]
pub(crate) async fn accept_invitation(
    State(app): State<Arc<App>>,
    guest: Guest,
    body: Json<AcceptInvitation>,
) -> Result<StatusCode, ApiError> {
    let AcceptInvitation { token, password } = &body.value;
    operation::accept_invitation(&app.authority, &guest.device, token, password).await?;
    Ok(StatusCode::NO_CONTENT)
}
