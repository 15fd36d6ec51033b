//! A request as a route of this surface gets it, checked in FastAPI's order (contract hub, C.3): the body is JSON, then the caller is
//! somebody, then the fields are right. What costs a hit of a rate limit comes after all of that, in the route itself.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{Method, Uri, header};
use keyward_authority::{Error, Origin};
use keyward_hub::tiers::names as tiers;
use serde_json::{Map, Value, json};

use super::fields::{Fault, Input, Sent, SentBody};
use super::json::{self, Broken};
use super::who::Who;
use super::{Problem, form, routing};
use crate::App;
use crate::http::{Category, Context, IdempotencyKey, raw_body};

/// A request by `W` that says `I`.
pub(super) struct Call<W, I> {
    /// Who calls.
    pub(super) who: W,
    /// What is asked for.
    pub(super) input: I,
    /// Where it comes from.
    pub(super) origin: Origin,
    /// The body as it was sent, and under which key: for comparing retries.
    pub(super) raw: Bytes,
    pub(super) once: IdempotencyKey,
}

impl<W, I> Call<W, I> {
    /// Costs the caller one of so many calls a minute: the first line of a route that has a limit.
    pub(super) async fn limit(&self, app: &App, category: Category) -> Result<(), Problem> {
        Ok(app.limit(category, self.origin.address).await?)
    }

    /// The same where each route of a category is counted by itself (contract hub, C.5).
    pub(super) async fn limit_of(&self, app: &App, category: Category, route: &str) -> Result<(), Problem> {
        Ok(app.limit_of(category, route, self.origin.address).await?)
    }
}

impl<W: Who, I: Input> FromRequest<Arc<App>> for Call<W, I> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        if parts.method == Method::HEAD {
            // The router would answer it as a GET; FastAPI does not.
            return Err(routing::no_method(parts.uri.path()));
        }
        let context = parts.extensions.remove::<Context>().ok_or_else(no_context)?;
        let seen = context.seen.clone();
        let origin = context.origin(&parts.headers);
        let boundary = if I::FORM { form::boundary(&parts.headers)? } else { None };
        let (who, body, raw) = if let Some(boundary) = boundary {
            // A form may be large: nothing of it is read for nobody.
            let who = W::identify(app, &parts.headers, origin.clone(), seen.as_ref()).await?;
            let (form, raw) = form::read(body, boundary, app.config.server.request_timeout()).await?;
            (who, SentBody::Form(form), raw)
        } else {
            let most = app.config.server.max_body_bytes;
            let raw = if I::BODY { raw_body(body, most).await? } else { Bytes::new() };
            let body = if I::BODY { sent_body(&parts, &raw)? } else { SentBody::None };
            let left_out = matches!(body, SentBody::Absent | SentBody::Value(Value::Null));
            let body = if I::OPTIONAL && left_out { SentBody::None } else { body };
            (W::identify(app, &parts.headers, origin.clone(), seen.as_ref()).await?, body, raw)
        };
        let tiers = if I::TIERS { tiers::names(&app.hub).await? } else { Vec::new() };
        let sent = Sent::new(path(&mut parts, app).await, query(&parts.uri), body);
        let mut sent = sent.with_tiers(tiers);
        let input = I::read(&mut sent);
        let items = sent.items();
        let (Some(input), true) = (input, items.is_empty()) else { return Err(Problem::Fields(items)) };
        let once = IdempotencyKey::from_request_parts(&mut parts, app).await?;
        Ok(Self { who, input, origin, raw, once })
    }
}

/// The front puts one into every request.
fn no_context() -> Problem {
    Error::Internal("a request without its context".into()).into()
}

fn sent_body(parts: &Parts, raw: &[u8]) -> Result<SentBody, Problem> {
    if raw.is_empty() {
        return Ok(SentBody::Absent);
    }
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(is_json) {
        return Ok(SentBody::Value(String::from_utf8_lossy(raw).into()));
    }
    json::read(raw).map(SentBody::Value).map_err(|broken| match broken {
        Broken::Syntax { at, message } => {
            let fault = Fault::new("json_invalid", "JSON decode error").context(json!({"error": message}));
            Problem::Fields(vec![fault.at(vec!["body".into(), at.into()], json!({}))])
        }
        Broken::Unreadable => Problem::new(400, "unreadable_body", "There was an error parsing the body"),
    })
}

/// `application/json`, or anything of `application` that ends in `+json`.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let subtype = essence.strip_prefix("application/").unwrap_or_default();
    subtype == "json" || subtype.ends_with("+json")
}

async fn path(parts: &mut Parts, app: &Arc<App>) -> Map<String, Value> {
    match RawPathParams::from_request_parts(parts, app).await {
        Ok(params) => params.iter().map(|(name, value)| (name.to_owned(), value.into())).collect(),
        // One that is no UTF-8 names nothing, and no rule takes nothing.
        Err(_) => Map::new(),
    }
}

/// Each parameter with its last value.
fn query(uri: &Uri) -> Map<String, Value> {
    let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri);
    pairs.map_or_else(
        |_| Map::new(),
        |pairs| pairs.0.into_iter().map(|(name, value)| (name, value.into())).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_json_by_its_type() {
        for json in ["application/json", "Application/JSON; charset=utf-8", "application/problem+json"] {
            assert!(is_json(json), "{json}");
        }
        for other in ["", "text/json", "application/jsonp", "application/x-www-form-urlencoded", "json"] {
            assert!(!is_json(other), "{other}");
        }
    }

    #[test]
    fn the_last_of_several_counts() {
        let read = query(&"/x?page=1&a=%20b&page=2".parse().unwrap());
        assert_eq!(Value::from(read), json!({"page": "2", "a": " b"}));
    }
}
