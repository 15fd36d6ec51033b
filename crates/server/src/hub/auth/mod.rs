//! `/api/v1/portal/auth` (contract hub, B.5).

mod forgot_password;
mod login;
mod logout;
mod refresh;
mod register;
mod resend_verification;
mod reset_password;
mod verify_email;

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(register::register))
        .routes(routes!(verify_email::verify_email))
        .routes(routes!(resend_verification::resend_verification))
        .routes(routes!(forgot_password::forgot_password))
        .routes(routes!(reset_password::reset_password))
        .routes(routes!(login::login))
        .routes(routes!(refresh::refresh))
        .routes(routes!(logout::logout))
}

/// What was done, or may have been.
#[derive(Serialize, ToSchema)]
pub(crate) struct Message {
    /// For people.
    #[schema(example = "Password updated")]
    message: &'static str,
}

impl Message {
    fn say(message: &'static str) -> axum::Json<Self> {
        axum::Json(Self { message })
    }
}
