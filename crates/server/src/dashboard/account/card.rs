//! A card with a form or a word of news: what all pages for guests are.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use keyward_authority::sessions::SignedIn;
use keyward_authority::sessions::browser;

use super::guest_frame::GuestFrame;
use crate::App;
use crate::dashboard::cookie;
use crate::dashboard::problem::{Faults, Problem};

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    pub(super) kind: &'a str,
    /// What a browser may fill in (HTML, 4.10.18.7).
    pub(super) fill: &'a str,
    pub(super) value: &'a str,
    pub(super) hint: &'a str,
    pub(super) required: bool,
}

/// A card.
#[derive(Template)]
#[template(path = "dashboard/account/card.html")]
pub(super) struct Card<'a> {
    pub(super) frame: &'a GuestFrame,
    pub(super) title: &'a str,
    pub(super) lead: &'a str,
    /// What is good.
    pub(super) news: &'a str,
    pub(super) faults: &'a Faults,
    /// None: there is nothing to fill in.
    pub(super) fields: &'a [Field<'a>],
    /// What comes along unseen.
    pub(super) hidden: &'a [(&'a str, &'a str)],
    /// What the button says; empty: there is no form.
    pub(super) button: &'a str,
    /// Where else to go: address and words.
    pub(super) links: &'a [(&'a str, &'a str)],
}

impl<'a> Field<'a> {
    pub(super) const fn email(value: &'a str) -> Self {
        Self {
            name: "email",
            label: "E-mail address",
            kind: "email",
            fill: "username",
            value,
            hint: "",
            required: true,
        }
    }

    pub(super) const fn password(label: &'a str, fill: &'a str, hint: &'a str) -> Self {
        Self { name: "password", label, kind: "password", fill, value: "", hint, required: true }
    }
}

/// What is said of new passwords.
pub(super) const PASSWORD_HINT: &str = "8 to 128 characters; a few words are good.";

impl<'a> Card<'a> {
    /// A card with nothing but a title.
    pub(super) const fn new(frame: &'a GuestFrame, title: &'a str, faults: &'a Faults) -> Self {
        Self { frame, title, lead: "", news: "", faults, fields: &[], hidden: &[], button: "", links: &[] }
    }

    pub(super) fn show(&self) -> Response {
        let status = self.faults.status();
        self.frame.show(status, self)
    }

    /// What is wrong with no field of this card.
    fn others(&self) -> Vec<String> {
        let fields: Vec<&str> = self.fields.iter().map(|field| field.name).collect();
        self.faults.beside(&fields)
    }
}

/// Lets a browser in, and on to a page.
pub(super) async fn enter(app: &App, signed_in: &SignedIn, next: &str) -> Result<Response, Problem> {
    let kept = browser::keep(&app.authority, signed_in).await?;
    let left = kept.expires_at.as_seconds() - app.authority.now().as_seconds();
    let mut response = Redirect::to(next).into_response();
    let cookie: Option<HeaderValue> = cookie::set_token(kept.token.expose(), left);
    response.headers_mut().extend(cookie.map(|set| (header::SET_COOKIE, set)));
    Ok(response)
}
