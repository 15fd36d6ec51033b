//! `/dashboard/reset-password`: where a mail leads to.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use keyward_authority::accounts::reset_password::reset_password;

use super::card::{Card, Field, PASSWORD_HINT};
use super::guest_frame::GuestFrame;
use super::sign_in::told;
use crate::App;
use crate::dashboard::form::{Asked, GuestSent};
use crate::dashboard::problem::{Faults, Problem};
use crate::http::{Category, Guest};

/// The form.
pub(in crate::dashboard) async fn page(frame: GuestFrame, Asked(asked): Asked) -> Response {
    show(&frame, &Faults::default(), asked.text("token"))
}

/// Sets another password, and ends every session of the person's.
pub(in crate::dashboard) async fn reset(
    State(app): State<Arc<App>>,
    guest: Guest,
    frame: GuestFrame,
    GuestSent(sent): GuestSent,
) -> Result<Response, Problem> {
    app.limit(Category::ResetPassword, guest.device.origin.address).await?;
    let token = sent.text("token");
    match reset_password(&app.authority, &guest.device, token, sent.as_typed("new_password")).await {
        Ok(()) => Ok(Redirect::to("/dashboard/sign-in?done=reset").into_response()),
        Err(error) => Ok(show(&frame, &told(error)?, token)),
    }
}

fn show(frame: &GuestFrame, faults: &Faults, token: &str) -> Response {
    let password = Field::password("New password", "new-password", PASSWORD_HINT);
    Card {
        lead: "You will be signed out on every device.",
        fields: &[Field { name: "new_password", ..password }],
        hidden: &[("token", token)],
        button: "Change the password",
        links: &[("/dashboard/forgot-password", "Send me another mail")],
        ..Card::new(frame, "Choose another password", faults)
    }
    .show()
}
