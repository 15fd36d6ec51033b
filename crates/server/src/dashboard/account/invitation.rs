//! `/dashboard/accept-invitation`: where a mail leads to.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use keyward_authority::users::accept_invitation::accept_invitation;

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

/// Sets the first password of somebody who was invited.
pub(in crate::dashboard) async fn accept(
    State(app): State<Arc<App>>,
    guest: Guest,
    frame: GuestFrame,
    GuestSent(sent): GuestSent,
) -> Result<Response, Problem> {
    app.limit(Category::ResetPassword, guest.device.origin.address).await?;
    let token = sent.text("token");
    match accept_invitation(&app.authority, &guest.device, token, sent.as_typed("password")).await {
        Ok(()) => Ok(Redirect::to("/dashboard/sign-in?done=joined").into_response()),
        Err(error) => Ok(show(&frame, &told(error)?, token)),
    }
}

fn show(frame: &GuestFrame, faults: &Faults, token: &str) -> Response {
    Card {
        lead: "Choose a password, and you are in.",
        fields: &[Field::password("Password", "new-password", PASSWORD_HINT)],
        hidden: &[("token", token)],
        button: "Join",
        links: &[("/dashboard/sign-in", "I have an account")],
        ..Card::new(frame, "You are invited", faults)
    }
    .show()
}
