//! `ANY /v1/gates/{gate}/auth[/*]`: forward-auth.

use std::borrow::Cow;
use std::net::IpAddr;

use keyward_api::ErrorBody;
use keyward_domain::gates::Target;
use utoipa::OpenApi;

use super::{Asked, original};
use crate::http::Headers;

const SECRET: &str = "x-gate-secret";

/// Whether a path is one that a proxy asks at.
pub(crate) fn is_asked_at(path: &str) -> bool {
    split(path).is_some()
}

/// The request by which a proxy asks, as its first line has it.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    gate: &'a str,
    rest: &'a str,
    query: Option<&'a str>,
}

impl<'a> Line<'a> {
    /// `None` for one at a path that nothing is asked at.
    pub(crate) fn read(method: &'a str, path: &'a str, query: Option<&'a str>) -> Option<Self> {
        let (gate, rest) = split(path)?;
        Some(Self { method, path, gate, rest, query })
    }

    /// What is asked, with what else was sent.
    pub(crate) fn asked<H: Headers>(
        &self,
        headers: &'a H,
        address: Option<IpAddr>,
        oversized: Option<usize>,
    ) -> Asked<'a, H> {
        Asked {
            gate: called(self.gate),
            secret: secret(headers),
            method: original::method(headers, self.method),
            target: original::target(headers, self.rest, self.query),
            headers,
            address,
            oversized,
        }
    }
}

/// The gate's id or name as it stands in the path, and what follows `/auth`.
fn split(path: &str) -> Option<(&str, &str)> {
    let (gate, rest) = path.strip_prefix("/v1/gates/")?.split_once('/')?;
    let rest = rest.strip_prefix("auth")?;
    (!gate.is_empty() && (rest.is_empty() || rest.starts_with('/'))).then_some((gate, rest))
}

/// A name may have to be encoded; one that decodes in two ways is no gate's.
fn called(gate: &str) -> Cow<'_, str> {
    if !gate.contains('%') {
        return Cow::Borrowed(gate);
    }
    let path = format!("/{gate}");
    let decoded = Target::read(&path).map(|target| target.path[1..].to_owned());
    Cow::Owned(decoded.unwrap_or_default())
}

fn secret(headers: &impl Headers) -> Option<&str> {
    let mut values = headers.each(SECRET);
    let first = values.next()?;
    first.filter(|_| values.next().is_none())
}

/// The description; the route itself lies before the router, in [`crate::Front`].
#[derive(OpenApi)]
#[openapi(paths(forward_auth))]
pub(crate) struct Description;

/// Ask whether a request may pass a gate.
///
/// Any method, and any path below. The original method and URI are taken from `X-Forwarded-Method` and `X-Forwarded-Uri`, else from
/// `X-Original-Method` and `X-Original-URI` or `X-Original-URL`, else from the request itself, where the path is what follows `/auth`.
#[utoipa::path(
    get,
    path = "/v1/gates/{gate}/auth",
    tag = "gates",
    operation_id = "forward_auth",
    params(
        ("gate" = String, Path, description = "The gate's id or name"),
        ("X-Gate-Secret" = String, Header, description = "The gate's secret"),
        ("X-Forwarded-Method" = Option<String>, Header, description = "The original method"),
        ("X-Forwarded-Uri" = Option<String>, Header, description = "The original URI")
    ),
    responses(
        (status = 200, description = "It may pass. No body; each header is there and not empty, `-` where there is nothing to tell", headers(
            ("X-Keyward-Key-Id" = String), ("X-Keyward-Key-Name" = String), ("X-Keyward-Owner" = String), ("X-Keyward-Owner-Type" = String),
            ("X-Keyward-External-Id" = String), ("X-Keyward-Tenant" = String), ("X-Keyward-Environment" = String),
            ("X-Keyward-Roles" = String), ("X-Keyward-Permissions" = String)
        )),
        (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 431, body = ErrorBody), (status = 503, body = ErrorBody)
    ),
    security(("api_key" = []), ("bearer" = []))
)]
#[expect(dead_code, reason = "the macro takes a function for what it describes")]
fn forward_auth() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_ask_at_auth_and_below() {
        for (path, expected) in [
            ("/v1/gates/edge/auth", Some(("edge", ""))),
            ("/v1/gates/edge/auth/", Some(("edge", "/"))),
            ("/v1/gates/edge/auth/a/b", Some(("edge", "/a/b"))),
            ("/v1/gates/edge/auth//../x", Some(("edge", "//../x"))),
            ("/v1/gates/edge/authority", None),
            ("/v1/gates/edge/rotate-secret", None),
            ("/v1/gates//auth", None),
            ("/v1/gates/auth", None),
            ("/v1/keys/edge/auth", None),
        ] {
            assert_eq!(split(path), expected, "{path}");
        }
    }
}
