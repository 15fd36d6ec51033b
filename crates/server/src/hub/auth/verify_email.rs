//! `POST /api/v1/portal/auth/verify-email`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::accounts::verify_email as operation;
use utoipa::ToSchema;

use super::Message;
use crate::App;
use crate::http::Category;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Text};
use crate::hub::who::Anyone;

/// What a mail said.
#[derive(ToSchema)]
pub(crate) struct EmailProof {
    /// The token.
    token: String,
}

impl Input for EmailProof {
    fn read(sent: &mut Sent) -> Option<Self> {
        let token = sent.required("token", Text::ANY);
        Some(Self { token: token? })
    }
}

/// Prove an address with the token of a mail, within 24 hours.
#[utoipa::path(
    post,
    path = "/api/v1/portal/auth/verify-email",
    tag = "hub",
    operation_id = "portal_verify_email",
    request_body = EmailProof,
    responses((status = 200, body = Message), (status = 400, body = Detail), (status = 422, body = Details), (status = 429, body = Detail)),
    security(())
)]
pub(crate) async fn verify_email(
    State(app): State<Arc<App>>,
    call: Call<Anyone, EmailProof>,
) -> Result<axum::Json<Message>, Problem> {
    call.limit(&app, Category::VerifyEmail).await?;
    operation::verify_email(&app.authority, &call.who.0, &call.input.token).await?;
    Ok(Message::say("Email verified"))
}
