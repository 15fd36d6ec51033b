//! `/dashboard/forgot-password`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_authority::accounts::forgot_password::forgot_password;

use super::card::{Card, Field};
use super::guest_frame::GuestFrame;
use crate::App;
use crate::dashboard::form::GuestSent;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::http::{Category, Guest};

/// The form.
pub(in crate::dashboard) async fn page(frame: GuestFrame) -> Response {
    show(&frame, "", &Faults::default(), "")
}

/// Sends a mail, where there is an account; the page does not tell.
pub(in crate::dashboard) async fn forgot(
    State(app): State<Arc<App>>,
    guest: Guest,
    frame: GuestFrame,
    GuestSent(sent): GuestSent,
) -> Result<Response, Problem> {
    app.limit(Category::ForgotPassword, guest.device.origin.address).await?;
    let email = sent.text("email");
    match forgot_password(&app.authority, &guest.device, email).await {
        Ok(()) => {
            let news =
                "If there is an account with this address, a mail is on its way. It is good for 15 minutes.";
            Ok(show(&frame, news, &Faults::default(), email))
        }
        Err(error) => Ok(show(&frame, "", &faults(error)?, email)),
    }
}

fn show(frame: &GuestFrame, news: &str, faults: &Faults, email: &str) -> Response {
    Card {
        lead: "We send you a mail with a link to choose another one.",
        news,
        fields: &[Field::email(email)],
        button: "Send the mail",
        links: &[("/dashboard/sign-in", "Back to the sign-in")],
        ..Card::new(frame, "Forgot your password?", faults)
    }
    .show()
}
