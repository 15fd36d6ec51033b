//! `/dashboard/register`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_authority::sessions::sign_up::{SignUp, sign_up};
use keyward_authority::{Answer, Once};

use super::card::{Card, Field, PASSWORD_HINT, enter};
use super::guest_frame::GuestFrame;
use crate::App;
use crate::dashboard::form::{Fields, GuestSent};
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::http::{Category, Guest};

/// The form.
pub(in crate::dashboard) async fn page(frame: GuestFrame) -> Response {
    show(&frame, &Faults::default(), &Fields::default())
}

/// Makes a person with a tenant of their own, and lets them in.
pub(in crate::dashboard) async fn register(
    State(app): State<Arc<App>>,
    guest: Guest,
    frame: GuestFrame,
    GuestSent(sent): GuestSent,
) -> Result<Response, Problem> {
    app.limit(Category::Register, guest.device.origin.address).await?;
    let input = SignUp {
        email: sent.text("email").to_owned(),
        password: sent.as_typed("password").to_owned(),
        tenant_name: sent.filled("tenant_name"),
    };
    match sign_up(&app.authority, &guest.device, &input, &Once::no()).await {
        Ok(Answer::Fresh(signed_in)) => enter(&app, &signed_in, "/dashboard").await,
        // Nothing was said by which a second time could be known.
        Ok(Answer::Again { .. }) => Ok(show(&frame, &Faults::default(), &sent)),
        Err(error) => Ok(show(&frame, &faults(error)?, &sent)),
    }
}

fn show(frame: &GuestFrame, faults: &Faults, sent: &Fields) -> Response {
    let company = Field {
        name: "tenant_name",
        label: "Company or product",
        kind: "text",
        fill: "organization",
        value: sent.text("tenant_name"),
        hint: "What your colleagues will see. You may leave it empty.",
        required: false,
    };
    let password = Field::password("Password", "new-password", PASSWORD_HINT);
    Card {
        lead: "A development and a production environment are made for you.",
        fields: &[company, Field::email(sent.text("email")), password],
        button: "Create account",
        links: &[("/dashboard/sign-in", "I have an account")],
        ..Card::new(frame, "Create an account", faults)
    }
    .show()
}
