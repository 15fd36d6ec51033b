//! What the service behind a gate is told of who passed.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::http::{HeaderMap, HeaderValue};
use keyward_domain::{IdCodec, Owner};
use keyward_gate::{CachedGrant, Grant, Subject};

use super::Reply;
use super::reply::write_lines;

const COUNT: usize = 9;
/// The identity headers. Each is in every answer that lets pass, so that a proxy that overwrites what it gets can't be fooled by the client.
pub(super) const NAMES: [HeaderName; COUNT] = [
    HeaderName::from_static("x-keyward-key-id"),
    HeaderName::from_static("x-keyward-key-name"),
    HeaderName::from_static("x-keyward-owner"),
    HeaderName::from_static("x-keyward-owner-type"),
    HeaderName::from_static("x-keyward-external-id"),
    HeaderName::from_static("x-keyward-tenant"),
    HeaderName::from_static("x-keyward-environment"),
    HeaderName::from_static("x-keyward-roles"),
    HeaderName::from_static("x-keyward-permissions"),
];
/// Says that nobody was identified, because nobody could be.
pub(super) const DEGRADED: HeaderName = HeaderName::from_static("x-keyward-degraded");

/// Where there is nothing to tell.
const UNSET: &str = "-";
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Whoever passed, as the service behind the gate sees them.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(super) headers: HeaderMap,
    /// The same as text, a line each.
    pub(super) lines: Box<[u8]>,
}

/// Whoever passed. Written once and kept with the grant.
pub(super) fn passed(ids: &IdCodec, grant: &CachedGrant) -> Reply {
    Reply::passed(grant.kept(|grant| Arc::new(Identity::new(headers(&values(ids, grant))))).clone())
}

/// Nobody was identified, and the gate's owner wants it so.
pub(super) fn degraded() -> Reply {
    static NOBODY: LazyLock<Arc<Identity>> = LazyLock::new(|| {
        let mut headers = headers(&NAMES.map(|_| UNSET.to_owned()));
        headers.insert(DEGRADED, HeaderValue::from_static("1"));
        Arc::new(Identity::new(headers))
    });
    Reply::passed(NOBODY.clone())
}

impl Identity {
    fn new(headers: HeaderMap) -> Self {
        let mut lines = Vec::new();
        write_lines(&mut lines, &headers);
        Self { headers, lines: lines.into() }
    }
}

fn headers(values: &[String; COUNT]) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(COUNT + 2);
    for (name, value) in NAMES.into_iter().zip(values) {
        // Every value was made safe.
        headers.insert(name, HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static(UNSET)));
    }
    headers.insert(CACHE_CONTROL, NO_STORE);
    headers
}

fn values(ids: &IdCodec, grant: &Grant) -> [String; COUNT] {
    let key = match grant.subject {
        Subject::Key(id) => ids.encode(id),
        Subject::Static => String::new(),
    };
    let owner = match grant.owner {
        Owner::User(id) => ids.encode(id),
        Owner::ServiceAccount(id) => ids.encode(id),
        Owner::Customer(id) => ids.encode(id),
    };
    let environment = grant.environment.map(|environment| ids.encode(environment.id));
    let roles: Vec<_> = grant.roles.iter().map(keyward_domain::RoleName::as_str).collect();
    let permissions: Vec<_> = grant.permissions.iter().map(keyward_domain::Permission::as_str).collect();
    [
        safe(&key),
        safe(&grant.name),
        safe(&owner),
        safe(grant.owner.kind().as_str()),
        safe(grant.external_id.as_deref().unwrap_or_default()),
        safe(&ids.encode(grant.tenant)),
        safe(&environment.unwrap_or_default()),
        safe(&roles.join(",")),
        safe(&permissions.join(",")),
    ]
}

/// The text as a header can carry it: percent-encoded (RFC 3986, 2.1) but for what is visible in ASCII, and never empty.
fn safe(text: &str) -> String {
    if text.is_empty() {
        return UNSET.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            // Something that is really called so is told from nothing.
            b'-' if text == UNSET => out.push_str("%2D"),
            b'%' | 0..=0x20 | 0x7f.. => {
                // Writing to a string does not fail.
                let _ = write!(out, "%{byte:02X}");
            }
            byte => out.push(char::from(byte)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_safe_and_never_empty() {
        for (text, expected) in [
            ("", "-"),
            ("-", "%2D"),
            ("a-b", "a-b"),
            ("My key", "My%20key"),
            ("100%", "100%25"),
            ("é", "%C3%A9"),
            ("a\r\nx: y", "a%0D%0Ax:%20y"),
        ] {
            assert_eq!(safe(text), expected, "{text}");
        }
    }
}
