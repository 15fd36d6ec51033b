//! `POST /api/v1/portal/auth/reset-password`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::accounts::reset_password as operation;
use utoipa::ToSchema;

use super::Message;
use crate::App;
use crate::http::Category;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, PASSWORD, Sent, Text};
use crate::hub::who::Anyone;

/// A token and what the password shall be.
#[derive(ToSchema)]
pub(crate) struct PasswordReset {
    /// The token of the mail.
    token: String,
    /// 8 to 128 characters.
    new_password: String,
}

impl Input for PasswordReset {
    fn read(sent: &mut Sent) -> Option<Self> {
        let token = sent.required("token", Text::ANY);
        let new_password = sent.required("new_password", PASSWORD);
        Some(Self { token: token?, new_password: new_password? })
    }
}

/// Set another password with the token of a mail, within 15 minutes. Every session ends.
#[utoipa::path(
    post,
    path = "/api/v1/portal/auth/reset-password",
    tag = "hub",
    operation_id = "portal_reset_password",
    request_body = PasswordReset,
    responses((status = 200, body = Message), (status = 400, body = Detail), (status = 422, body = Details), (status = 429, body = Detail)),
    security(())
)]
pub(crate) async fn reset_password(
    State(app): State<Arc<App>>,
    call: Call<Anyone, PasswordReset>,
) -> Result<axum::Json<Message>, Problem> {
    call.limit(&app, Category::ResetPassword).await?;
    operation::reset_password(&app.authority, &call.who.0, &call.input.token, &call.input.new_password)
        .await?;
    Ok(Message::say("Password updated"))
}
