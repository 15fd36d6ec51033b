//! `POST /portal/enter`, `POST /portal/leave`: from a token to a cookie, and out again.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use keyward_authority::Error;
use keyward_authority::customer_portal::authenticate::authenticate;
use serde::Deserialize;

use super::brand::Brand;
use super::page::{failed, outside};
use super::{MARKS, cookie, visitor};
use crate::App;
use crate::html::is_ours;

/// What the form holds.
#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    token: String,
}

/// What the form to leave holds.
#[derive(Default, Deserialize)]
pub(super) struct Leaving {
    #[serde(default)]
    mark: String,
}

/// Lets in whoever holds the token of a session that stands.
pub(super) async fn enter(
    State(app): State<Arc<App>>,
    Extension(brand): Extension<Arc<Brand>>,
    request: Request,
) -> Response {
    if !is_ours(request.headers()) {
        return outside(&brand, StatusCode::FORBIDDEN, "This form was sent by another site.");
    }
    let (mut parts, body) = request.into_parts();
    let origin = visitor::origin(&mut parts);
    let sent = Request::from_parts(parts, body);
    let token = match Form::<Entry>::from_request(sent, &()).await {
        Ok(Form(Entry { token })) => token.trim().to_owned(),
        Err(_) => String::new(),
    };
    match authenticate(&app.authority, &token, origin).await {
        Ok(actor) => {
            let left = actor.session.expires_at.as_seconds() - app.authority.now().as_seconds();
            let cookie = cookie::set(&token, u64::try_from(left).unwrap_or_default(), brand.framed);
            let mut response = Redirect::to("/portal").into_response();
            response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
            response
        }
        Err(Error::InvalidToken) => outside(&brand, StatusCode::UNAUTHORIZED, "This link is no longer good."),
        Err(error) => failed(&brand, error),
    }
}

/// Forgets the cookie in this browser. The session itself ends by its time, or when its tenant ends it.
pub(super) async fn leave(
    Extension(brand): Extension<Arc<Brand>>,
    headers: HeaderMap,
    form: Result<Form<Leaving>, FormRejection>,
) -> Response {
    let sent = form.map(|Form(sent)| sent).unwrap_or_default();
    // Who has no cookie has left already.
    let is_marked = cookie::token(&headers).is_none_or(|token| MARKS.is(token, &sent.mark));
    if !is_ours(&headers) || !is_marked {
        return outside(&brand, StatusCode::FORBIDDEN, "This form was sent by another site.");
    }
    let mut response = outside(&brand, StatusCode::OK, "You have left.");
    response.headers_mut().extend(cookie::forget(brand.framed).map(|set| (header::SET_COOKIE, set)));
    response
}
