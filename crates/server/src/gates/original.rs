//! What the client asked the proxy for.

use std::borrow::Cow;

use crate::http::Headers;

/// The names by which proxies tell it, the first that is there counts.
const METHOD: [&str; 2] = ["x-forwarded-method", "x-original-method"];
const URI: [&str; 3] = ["x-forwarded-uri", "x-original-uri", "x-original-url"];

/// The original method; `None` where it is not clear.
pub(super) fn method<'a>(headers: &'a impl Headers, own: &'a str) -> Option<&'a str> {
    match METHOD.iter().find_map(|name| told(headers, name)) {
        Some(told) => told,
        None => Some(own),
    }
}

/// The original target; `None` where it is not clear. `rest` is what follows `/auth` in the path, `query` what follows the path.
pub(super) fn target<'a>(
    headers: &'a impl Headers,
    rest: &'a str,
    query: Option<&str>,
) -> Option<Cow<'a, str>> {
    if let Some(told) = URI.iter().find_map(|name| told(headers, name)) {
        return told.map(Cow::Borrowed);
    }
    let rest = if rest.is_empty() { "/" } else { rest };
    Some(match query {
        None => Cow::Borrowed(rest),
        Some(query) => Cow::Owned(format!("{rest}?{query}")),
    })
}

/// What a header tells; the inner `None` for one that is there twice or is not text. An empty one tells nothing.
#[expect(clippy::option_option, reason = "whether it is told, and whether clearly")]
fn told<'a>(headers: &'a impl Headers, name: &str) -> Option<Option<&'a str>> {
    let mut values = headers.each(name).filter(|value| *value != Some(""));
    let first = values.next()?;
    Some(first.filter(|_| values.next().is_none()))
}
