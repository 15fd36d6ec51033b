//! `POST /api/v1/portal/profile/password`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_authority::accounts::change_password as operation;
use utoipa::ToSchema;

use crate::App;
use crate::http::Category;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, PASSWORD, Sent, Text};
use crate::hub::who::Person;

/// The present password and the next.
#[derive(ToSchema)]
pub(crate) struct PasswordChange {
    /// The present one.
    current_password: String,
    /// 8 to 128 characters.
    #[schema(min_length = 8, max_length = 128)]
    new_password: String,
}

impl Input for PasswordChange {
    fn read(sent: &mut Sent) -> Option<Self> {
        let current_password = sent.required("current_password", Text::ANY);
        let new_password = sent.required("new_password", PASSWORD);
        Some(Self { current_password: current_password?, new_password: new_password? })
    }
}

/// Change your password. Your other sessions end.
#[utoipa::path(
    post,
    path = "/api/v1/portal/profile/password",
    tag = "hub",
    operation_id = "change_password",
    request_body = PasswordChange,
    responses((status = 204), (status = 400, body = Detail), (status = 401, body = Detail), (status = 422, body = Details), (status = 429, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn password(
    State(app): State<Arc<App>>,
    call: Call<Person, PasswordChange>,
) -> Result<StatusCode, Problem> {
    // It tells whether a password is right, as signing in does.
    call.limit(&app, Category::Login).await?;
    let PasswordChange { current_password, new_password } = &call.input;
    operation::change_password(&app.authority, &call.who.0, current_password, new_password).await?;
    Ok(StatusCode::NO_CONTENT)
}
