//! `/dashboard/sign-in`

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use keyward_authority::Error;
use keyward_authority::sessions::login::{Login, login};

use super::card::{Card, Field, enter};
use super::guest_frame::GuestFrame;
use crate::App;
use crate::dashboard::form::{Asked, GuestSent};
use crate::dashboard::here::Member;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::theme::own_path;
use crate::http::{Category, Guest};

/// What is said on the way in, by a word of the address.
const NEWS: [(&str, &str); 4] = [
    ("out", "You are signed out."),
    ("reset", "Your password is changed. Sign in with the new one."),
    ("verified", "Your address is confirmed. Sign in to go on."),
    ("joined", "Welcome! Sign in with your new password."),
];

/// The form; whoever is signed in goes on.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    member: Option<Member>,
    frame: GuestFrame,
    Asked(asked): Asked,
) -> Response {
    let next = own_path(asked.text("next"));
    if member.is_some() {
        return Redirect::to(next).into_response();
    }
    let news = asked.news(&NEWS);
    show(&app, &frame, news, &Faults::default(), "", next)
}

/// Signs in.
pub(in crate::dashboard) async fn sign_in(
    State(app): State<Arc<App>>,
    guest: Guest,
    frame: GuestFrame,
    GuestSent(sent): GuestSent,
) -> Result<Response, Problem> {
    let next = own_path(sent.text("next"));
    let email = sent.text("email");
    let input = Login { email: email.to_owned(), password: sent.as_typed("password").to_owned() };
    if let Err(limited) = app.limit(Category::Login, guest.device.origin.address).await {
        return Err(limited.into());
    }
    match login(&app.authority, &guest.device, &input).await {
        Ok(signed_in) => enter(&app, &signed_in, next).await,
        Err(Error::Credentials) => {
            let wrong = Faults::one("", "The address or the password is wrong.");
            Ok(show(&app, &frame, "", &wrong, email, next))
        }
        Err(error) => Ok(show(&app, &frame, "", &faults(error)?, email, next)),
    }
}

fn show(app: &App, frame: &GuestFrame, news: &str, faults: &Faults, email: &str, next: &str) -> Response {
    let register = ("/dashboard/register", "Create an account");
    let mut links = vec![("/dashboard/forgot-password", "Forgot your password?")];
    links.push(("/dashboard/resend-verification", "No mail to confirm your address?"));
    if app.authority.policy().sign_up {
        links.push(register);
    }
    Card {
        lead: "Keys, limits and licences of your product.",
        news,
        fields: &[Field::email(email), Field::password("Password", "current-password", "")],
        hidden: &[("next", next)],
        button: "Sign in",
        links: &links,
        ..Card::new(frame, "Sign in", faults)
    }
    .show()
}

/// The operations' words for what a guest did wrong.
pub(super) fn told(error: Error) -> Result<Faults, Problem> {
    match error {
        Error::EmailToken => Ok(Faults::one(
            "",
            "This link is not good any more: it was used, or its time is over. Ask for another.",
        )),
        error => faults(error),
    }
}
