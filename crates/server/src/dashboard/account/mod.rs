//! The pages for who is not signed in yet: mails lead to some of them.

mod card;
mod forgot;
mod guest_frame;
mod invitation;
mod register;
mod reset;
mod sign_in;
mod sign_out;
mod verify;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/sign-in", get(sign_in::page).post(sign_in::sign_in))
        .route("/dashboard/sign-out", post(sign_out::sign_out))
        .route("/dashboard/register", get(register::page).post(register::register))
        .route("/dashboard/verify-email", get(verify::page).post(verify::verify))
        .route("/dashboard/resend-verification", get(verify::resend_page).post(verify::resend))
        .route("/dashboard/forgot-password", get(forgot::page).post(forgot::forgot))
        .route("/dashboard/reset-password", get(reset::page).post(reset::reset))
        .route("/dashboard/accept-invitation", get(invitation::page).post(invitation::accept))
}
