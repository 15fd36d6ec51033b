//! `POST /dashboard/sign-out`

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use keyward_authority::sessions::browser::leave;

use crate::App;
use crate::dashboard::cookie;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Member;
use crate::dashboard::problem::Problem;

/// Ends the session: a copy of its cookie is good for nothing from now on.
pub(in crate::dashboard) async fn sign_out(
    State(app): State<Arc<App>>,
    member: Member,
    _: Sent,
) -> Result<Response, Problem> {
    leave(&app.authority, &member.actor).await?;
    let mut response = Redirect::to("/dashboard/sign-in?done=out").into_response();
    response.headers_mut().extend(cookie::set_token("", 0).map(|set| (header::SET_COOKIE, set)));
    Ok(response)
}
