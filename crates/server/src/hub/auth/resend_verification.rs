//! `POST /api/v1/portal/auth/resend-verification`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::accounts::resend_verification as operation;
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
pub(crate) struct ResendTo {
    /// The address.
    email: String,
}

impl Input for ResendTo {
    fn read(sent: &mut Sent) -> Option<Self> {
        let email = sent.required("email", Email);
        Some(Self { email: email? })
    }
}

/// Send the mail to prove an address with once more. The answer is the same whoever has the address.
#[utoipa::path(
    post,
    path = "/api/v1/portal/auth/resend-verification",
    tag = "hub",
    operation_id = "portal_resend_verification",
    request_body = ResendTo,
    responses((status = 200, body = Message), (status = 422, body = Details), (status = 429, body = Detail)),
    security(())
)]
pub(crate) async fn resend_verification(
    State(app): State<Arc<App>>,
    call: Call<Anyone, ResendTo>,
) -> Result<axum::Json<Message>, Problem> {
    call.limit(&app, Category::ResendVerification).await?;
    operation::resend_verification(&app.authority, &call.who.0, &call.input.email).await?;
    Ok(Message::say("If the account needs verification, an email has been sent"))
}
