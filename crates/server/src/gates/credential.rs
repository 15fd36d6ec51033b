//! The key that a request brought.

use std::borrow::Cow;

use keyward_domain::gates::{Credential, Target};

use crate::http::{ApiError, Headers, is_access_token};

/// The one key that a request brought, wherever it was. None, and two that differ, are refused.
pub(super) fn find<'a, H: Headers>(
    places: &Credential,
    headers: &'a H,
    target: &Target<'a>,
) -> Result<Cow<'a, str>, ApiError> {
    let mut found = Found(None);
    // Another scheme is for the service behind the gate, and so is a token of its own sign-in.
    let bearers = headers.each(Credential::AUTHORIZATION).filter_map(|value| bearer(value?));
    for bearer in bearers {
        found.one_more(Some(Cow::Borrowed(bearer)))?;
    }
    for value in headers.each(Credential::API_KEY) {
        found.one_more(value.map(Cow::Borrowed))?;
    }
    for name in places.further_headers() {
        for value in headers.each(name.as_str()) {
            found.one_more(value.map(Cow::Borrowed))?;
        }
    }
    if let Some(name) = &places.query {
        for value in target.parameter(name.as_str()) {
            found.one_more(decoded(value))?;
        }
    }
    found.0.ok_or_else(|| ApiError::unauthorized("An API key is required"))
}

struct Found<'a>(Option<Cow<'a, str>>);

impl<'a> Found<'a> {
    /// `None` is one that is no text, and so no key.
    fn one_more(&mut self, value: Option<Cow<'a, str>>) -> Result<(), ApiError> {
        let value = value.ok_or_else(|| ApiError::unauthorized("Invalid API key"))?;
        let value = match value {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            owned @ Cow::Owned(_) => owned,
        };
        match &self.0 {
            // An empty header is how some proxies send none.
            _ if value.is_empty() => Ok(()),
            None => {
                self.0 = Some(value);
                Ok(())
            }
            Some(first) if *first == value => Ok(()),
            Some(_) => Err(ApiError::unauthorized("Two different API keys were sent")),
        }
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, credential) = value.split_once(' ')?;
    let credential = credential.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !is_access_token(credential)).then_some(credential)
}

/// A query parameter's value. `+` stays: keys of other systems have it, and none has a space.
fn decoded(value: &str) -> Option<Cow<'_, str>> {
    if !value.contains('%') {
        return Some(Cow::Borrowed(value));
    }
    let mut bytes = value.bytes();
    let mut out = Vec::with_capacity(value.len());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                let mut byte = [0];
                hex::decode_to_slice(digits, &mut byte).ok()?;
                byte[0]
            }
            byte => byte,
        });
    }
    String::from_utf8(out).ok().map(Cow::Owned)
}
