//! `POST /api/v1/portal/auth/forgot-password`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::accounts::forgot_password as operation;
use utoipa::ToSchema;

use super::Message;
use crate::App;
use crate::http::Category;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Email, Input, Sent};
use crate::hub::who::Anyone;

/// Where to.
#[derive(ToSchema)]
pub(crate) struct ForgotBy {
    /// The address.
    email: String,
}

impl Input for ForgotBy {
    fn read(sent: &mut Sent) -> Option<Self> {
        let email = sent.required("email", Email);
        Some(Self { email: email? })
    }
}

/// Send a mail to set another password with. The answer is the same whoever has the address.
#[utoipa::path(
    post,
    path = "/api/v1/portal/auth/forgot-password",
    tag = "hub",
    operation_id = "portal_forgot_password",
    request_body = ForgotBy,
    responses((status = 200, body = Message), (status = 422, body = Details), (status = 429, body = Detail)),
    security(())
)]
pub(crate) async fn forgot_password(
    State(app): State<Arc<App>>,
    call: Call<Anyone, ForgotBy>,
) -> Result<axum::Json<Message>, Problem> {
    call.limit(&app, Category::ForgotPassword).await?;
    operation::forgot_password(&app.authority, &call.who.0, &call.input.email).await?;
    Ok(Message::say("If the account exists, a reset email has been sent"))
}
