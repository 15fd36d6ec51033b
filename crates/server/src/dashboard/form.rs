//! Forms, and whether a page of ours sent them.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use keyward_authority::Once;

use super::cookie;
use super::problem::Problem;
use crate::App;
use crate::html::{Marks, is_ours};
use crate::http::raw_body;

/// What the field of the mark is called.
pub(super) const MARK: &str = "mark";
/// What it holds: only who has the session's token can reckon it.
pub(super) const MARKS: Marks = Marks("dashboard form");
/// The same of forms for guests: only who has the token that their browser was given.
pub(super) const GUEST_MARKS: Marks = Marks("dashboard form for guests");

/// The fields of a form, in order; one name may come more than once.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

/// A form that a page of this session sent.
pub(super) struct Sent(pub(super) Fields);

/// A form that a page for guests sent, in the same browser.
pub(super) struct GuestSent(pub(super) Fields);

impl Fields {
    /// A form that was filled in here.
    pub(super) fn of(pairs: Vec<(&str, String)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// One more field.
    pub(super) fn add(&mut self, name: String, value: String) {
        self.0.push((name, value));
    }

    /// The first value of that name, without the spaces around it; empty when there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.as_typed(name).trim()
    }

    /// The same as it was typed, for passwords.
    pub(super) fn as_typed(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// The same, or nothing.
    pub(super) fn filled(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// What was done, as the address says it, in words; told once.
    pub(super) fn news(&self, words: &[(&str, &'static str)]) -> &'static str {
        let done = self.text("done");
        words.iter().find(|(word, _)| *word == done).map_or("", |(_, news)| *news)
    }

    /// Every value of that name.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }

    /// What is sent, but for the mark: a retry sends the same.
    pub(super) fn body(&self) -> Vec<u8> {
        let pairs = self.0.iter().filter(|(name, _)| name != MARK);
        pairs.flat_map(|(name, value)| [name.as_bytes(), b"=", value.as_bytes(), b"\n"].concat()).collect()
    }
}

/// What the address asks for; one that can't be read asks for nothing.
pub(super) struct Asked(pub(super) Fields);

impl FromRequestParts<Arc<App>> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Infallible> {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        Ok(Self(Fields(pairs.map(|Query(pairs)| pairs).unwrap_or_default())))
    }
}

impl FromRequest<Arc<App>> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let token = cookie::token(request.headers()).map(str::to_owned).unwrap_or_default();
        let fields = sent(request, app).await?;
        if !MARKS.is(&token, fields.text(MARK)) {
            return Err(foreign());
        }
        Ok(Self(fields))
    }
}

impl FromRequest<Arc<App>> for GuestSent {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let token = cookie::guest(request.headers()).map(str::to_owned);
        let fields = sent(request, app).await?;
        let Some(token) = token else { return Err(without_cookie()) };
        if !GUEST_MARKS.is(&token, fields.text(MARK)) {
            return Err(foreign());
        }
        Ok(Self(fields))
    }
}

/// The fields of a form that was sent from this origin.
async fn sent(request: Request, app: &Arc<App>) -> Result<Fields, Problem> {
    if !is_ours(request.headers()) {
        return Err(foreign());
    }
    let (parts, body) = request.into_parts();
    let bytes = raw_body(body, app.config.server.max_body_bytes).await?;
    let request = Request::from_parts(parts, bytes.into());
    let Form(pairs) = Form::from_request(request, &()).await.map_err(|_| unread())?;
    Ok(Fields(pairs))
}

/// What a form carries so that it counts once, however often it is sent.
pub(super) fn once(app: &App) -> String {
    random(app)
}

/// 128 bits that nobody guesses, in hexadecimal.
pub(super) fn random(app: &App) -> String {
    let mut bytes = [0; 16];
    app.authority.randomness().fill(&mut bytes);
    hex::encode(bytes)
}

/// The hidden field with a form's mark, which is hexadecimal.
pub(super) fn mark_field(mark: &str) -> String {
    format!(r#"<input type="hidden" name="{MARK}" value="{mark}">"#)
}

/// Once for a form that carries `key`, which is what [`once`] gave it; a form that carries none counts as often as it is sent.
pub(super) fn per_form<'a, T>(
    key: &'a str,
    path: &'a str,
    body: &'a [u8],
    kept: &'a (dyn Fn(&T) -> (u16, Vec<u8>) + Sync),
) -> Once<'a, T> {
    if key.is_empty() { Once::no() } else { Once::per_key(path, key, body, kept) }
}

/// What is no form, or breaks off.
pub(super) fn unread() -> Problem {
    Problem::plain(StatusCode::BAD_REQUEST, "This form can't be read", "Go back and send it again.")
}

fn without_cookie() -> Problem {
    Problem::plain(
        StatusCode::FORBIDDEN,
        "Your browser keeps no cookies here",
        "Signing in needs one. Browsers keep it over TLS, or on their own machine: look at the address, allow cookies, and open the page again; \
         nothing was changed.",
    )
}

pub(super) fn foreign() -> Problem {
    Problem::plain(
        StatusCode::FORBIDDEN,
        "This form is not from here",
        "It was not sent by a page of your present session. Open the page again and send it from there; nothing was changed.",
    )
}
