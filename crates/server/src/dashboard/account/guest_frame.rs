//! What a page for guests is framed by, and how its form is known again.

use std::convert::Infallible;
use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::Response;

use crate::App;
use crate::dashboard::form::{GUEST_MARKS, mark_field, random};
use crate::dashboard::{cookie, shell};

/// The frame of a page for somebody who is not signed in.
pub(in crate::dashboard) struct GuestFrame {
    frame: shell::Frame,
    token: String,
    /// Whether the browser has no token yet.
    fresh: bool,
}

impl GuestFrame {
    /// The theme that was chosen.
    pub(super) fn theme(&self) -> &'static str {
        self.frame.theme
    }

    /// The hidden field that each form has.
    pub(super) fn mark(&self) -> String {
        mark_field(&GUEST_MARKS.of(&self.token))
    }

    /// The page; a browser that has no token is given one.
    pub(super) fn show(&self, status: StatusCode, template: &impl Template) -> Response {
        let mut response = self.frame.show(status, template);
        let cookie = if self.fresh { cookie::set_guest(&self.token) } else { None };
        response.headers_mut().extend(cookie.map(|set| (header::SET_COOKIE, set)));
        response
    }
}

impl FromRequestParts<Arc<App>> for GuestFrame {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let frame = shell::Frame::new(app, &parts.headers, parts.uri.path());
        let known = cookie::guest(&parts.headers).map(str::to_owned);
        let fresh = known.is_none();
        Ok(Self { frame, token: known.unwrap_or_else(|| random(app)), fresh })
    }
}
