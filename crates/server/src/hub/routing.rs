//! What is answered where no route is: 404, 405, or the way to the same path with or without its last slash (contract hub, C.1).

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::{PREFIX, Problem};
use crate::App;
use crate::v1::access::ROUTES;

/// Nothing is there, unless a slash more or less leads somewhere: then 307, with an absolute URL.
pub(crate) fn nowhere(app: &App, uri: &Uri, headers: &HeaderMap) -> Response {
    let path = uri.path();
    let other = match path.strip_suffix('/') {
        Some(without) => without.trim_end_matches('/').to_owned(),
        None => format!("{path}/"),
    };
    if methods(&other).next().is_some()
        && let Some(location) = location(app, &other, uri.query(), headers)
    {
        return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response();
    }
    Problem::new(404, "not_found", "Not Found").into_response()
}

/// The path takes other methods.
pub(crate) fn no_method(path: &str) -> Problem {
    let mut allowed: Vec<_> = methods(path).map(|method| method.as_str().to_owned()).collect();
    allowed.dedup();
    let problem = Problem::new(405, "method_not_allowed", "Method Not Allowed");
    match HeaderValue::try_from(allowed.join(", ")) {
        Ok(allowed) => problem.header(header::ALLOW, allowed),
        Err(_) => problem,
    }
}

/// The public URL, if it is configured, or else what the client called us.
fn location(app: &App, path: &str, query: Option<&str>, headers: &HeaderMap) -> Option<HeaderValue> {
    let base = match &app.config.server.public_url {
        Some(url) => url.as_str().trim_end_matches('/').to_owned(),
        None => format!("http://{}", headers.get(header::HOST)?.to_str().ok()?),
    };
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    HeaderValue::try_from(format!("{base}{path}{query}")).ok()
}

/// The methods that a path of this surface takes.
fn methods(path: &str) -> impl Iterator<Item = Method> {
    let fits = move |template: &str| {
        template.starts_with(PREFIX)
            && template.split('/').count() == path.split('/').count()
            && template
                .split('/')
                .zip(path.split('/'))
                .all(|(wanted, sent)| wanted == sent || wanted.starts_with('{') && !sent.is_empty())
    };
    let found = ROUTES.iter().filter(move |(_, template, _)| fits(template));
    found.filter_map(|(method, ..)| method.to_ascii_uppercase().parse().ok())
}
