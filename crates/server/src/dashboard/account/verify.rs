//! `/dashboard/verify-email`, `/dashboard/resend-verification`: where a mail leads to, and another such mail.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use keyward_authority::accounts::resend_verification::resend_verification;
use keyward_authority::accounts::verify_email::verify_email;

use super::card::{Card, Field};
use super::guest_frame::GuestFrame;
use super::sign_in::told;
use crate::App;
use crate::dashboard::form::{Asked, GuestSent};
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::http::{Category, Guest};

/// A button: programs that look into mails open links, and must not press it.
pub(in crate::dashboard) async fn page(frame: GuestFrame, Asked(asked): Asked) -> Response {
    show(&frame, &Faults::default(), asked.text("token"))
}

/// Notes that the address is its person's.
pub(in crate::dashboard) async fn verify(
    State(app): State<Arc<App>>,
    guest: Guest,
    frame: GuestFrame,
    GuestSent(sent): GuestSent,
) -> Result<Response, Problem> {
    app.limit(Category::VerifyEmail, guest.device.origin.address).await?;
    match verify_email(&app.authority, &guest.device, sent.text("token")).await {
        Ok(()) => Ok(Redirect::to("/dashboard/sign-in?done=verified").into_response()),
        Err(error) => Ok(show(&frame, &told(error)?, sent.text("token"))),
    }
}

fn show(frame: &GuestFrame, faults: &Faults, token: &str) -> Response {
    Card {
        lead: "One click, and we know that mail reaches you.",
        hidden: &[("token", token)],
        button: "Confirm my address",
        links: &[
            ("/dashboard/resend-verification", "Send me another mail"),
            ("/dashboard/sign-in", "Sign in"),
        ],
        ..Card::new(frame, "Confirm your address", faults)
    }
    .show()
}

/// The form for another mail.
pub(in crate::dashboard) async fn resend_page(frame: GuestFrame) -> Response {
    show_resend(&frame, "", &Faults::default(), "")
}

/// Sends another mail, where there is an account that waits for one; the page does not tell.
pub(in crate::dashboard) async fn resend(
    State(app): State<Arc<App>>,
    guest: Guest,
    frame: GuestFrame,
    GuestSent(sent): GuestSent,
) -> Result<Response, Problem> {
    app.limit(Category::ResendVerification, guest.device.origin.address).await?;
    let email = sent.text("email");
    match resend_verification(&app.authority, &guest.device, email).await {
        Ok(()) => {
            let news =
                "If an account waits for its confirmation, a mail is on its way. Look into your inbox.";
            Ok(show_resend(&frame, news, &Faults::default(), email))
        }
        Err(error) => Ok(show_resend(&frame, "", &faults(error)?, email)),
    }
}

fn show_resend(frame: &GuestFrame, news: &str, faults: &Faults, email: &str) -> Response {
    Card {
        lead: "We send you another mail with a link.",
        news,
        fields: &[Field::email(email)],
        button: "Send the mail",
        links: &[("/dashboard/sign-in", "Back to the sign-in")],
        ..Card::new(frame, "Confirm your address", faults)
    }
    .show()
}
