//! What some requests need beside what all need.

use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

use super::{GateQuery, Target};
use crate::Cost;

/// What the requests of a method below a path need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// `None`: whichever.
    pub method: Option<Method>,
    /// Where it holds.
    pub path_prefix: PathPrefix,
    /// What a key needs there beside what the gate asks of all; `None`: nothing.
    pub permissions: Option<GateQuery>,
    /// What such a request takes from credits and from each limit.
    pub cost: Cost,
}

impl Rule {
    /// Whether it speaks of such a request.
    pub fn applies(&self, method: &str, path: &str) -> bool {
        self.method.as_ref().is_none_or(|own| own.covers(method)) && self.path_prefix.covers(path)
    }

    /// Rules that speak of one request stand in this order: the longest prefix, then one that names the method, then `HEAD` for itself.
    pub fn precedence(&self) -> impl Ord + use<> {
        let method = match &self.method {
            None => 0,
            Some(method) if method.as_str() == "HEAD" => 2,
            Some(_) => 1,
        };
        Reverse((self.path_prefix.0.len(), method))
    }
}

/// A method (RFC 9110, 9.1), in capitals, at most 32 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Method(Box<str>);

/// A path as [`Target`] reads it, without an end in `/` unless it is `/` itself.
#[derive(Clone, PartialEq, Eq)]
pub struct PathPrefix(Box<str>);

/// Why a rule can't be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No method, or not in capitals.
    #[error("must be a method in capitals, such as GET")]
    Method,
    /// No path.
    #[error("must begin with `/`")]
    NoPath,
    /// A path that is written in another way than requests are compared by.
    #[error("must be a plain path: no `//`, `.`, `..`, `%`, `;`, `?` or `#`, and no `/` at its end")]
    NotNormal,
    /// Too long.
    #[error("must be at most 1024 characters")]
    TooLong,
}

impl Method {
    const MAX_LEN: usize = 32;

    /// The method.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a rule of this method speaks of a request of that one. Services answer `HEAD` by what they do at `GET`.
    fn covers(&self, method: &str) -> bool {
        *self.0 == *method || (&*self.0 == "GET" && method == "HEAD")
    }

    /// Whether no two services would read such a method differently.
    pub fn is_plain(text: &str) -> bool {
        (1..=Self::MAX_LEN).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-')
    }
}

impl FromStr for Method {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        if Self::is_plain(text) { Ok(Self(text.into())) } else { Err(RuleError::Method) }
    }
}

impl PathPrefix {
    const MAX_LEN: usize = 1024;

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a path is this one or lies below it: `/admin` covers `/admin/a`, not `/administrator`.
    fn covers(&self, path: &str) -> bool {
        if &*self.0 == "/" {
            return true;
        }
        path.strip_prefix(&*self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl FromStr for PathPrefix {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        if !text.starts_with('/') {
            return Err(RuleError::NoPath);
        }
        if text.len() > Self::MAX_LEN {
            return Err(RuleError::TooLong);
        }
        let ends = text.len() > 1 && text.ends_with('/');
        let plain = !ends && !text.contains('%');
        match Target::read(text) {
            Ok(target) if plain && target.query.is_none() && target.path == text => Ok(Self(text.into())),
            _ => Err(RuleError::NotNormal),
        }
    }
}

impl fmt::Debug for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PathPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(method: Option<&str>, prefix: &str) -> Rule {
        let method = method.map(|text| text.parse().unwrap());
        Rule { method, path_prefix: prefix.parse().unwrap(), permissions: None, cost: Cost::ONE }
    }

    #[test]
    fn a_prefix_ends_where_a_segment_does() {
        for (prefix, path, expected) in [
            ("/", "/", true),
            ("/", "/anything", true),
            ("/admin", "/admin", true),
            ("/admin", "/admin/", true),
            ("/admin", "/admin/a", true),
            ("/admin", "/administrator", false),
            ("/admin", "/", false),
            ("/admin", "/Admin", false),
        ] {
            assert_eq!(rule(None, prefix).applies("GET", path), expected, "{prefix} {path}");
        }
    }

    #[test]
    fn a_head_is_asked_what_a_get_is() {
        assert!(rule(Some("GET"), "/").applies("HEAD", "/"));
        assert!(!rule(Some("HEAD"), "/").applies("GET", "/"));
        assert!(!rule(Some("POST"), "/").applies("GET", "/"));
    }

    #[test]
    fn the_longest_prefix_comes_first_and_then_the_method() {
        let mut rules = [
            rule(None, "/"),
            rule(Some("GET"), "/a"),
            rule(None, "/a/b"),
            rule(None, "/a"),
            rule(Some("HEAD"), "/a"),
        ];
        rules.sort_by_key(Rule::precedence);
        let order = rules.map(|rule| format!("{:?} {:?}", rule.method, rule.path_prefix));
        assert_eq!(order, ["None /a/b", "Some(HEAD) /a", "Some(GET) /a", "None /a", "None /"]);
    }

    #[test]
    fn prefixes_are_written_as_they_are_compared() {
        for bad in [
            "", "admin", "/admin/", "//", "/a//b", "/a/../b", "/a/.", "/a%20b", "/a?b", "/a#b", "/a;b", "/é",
            "/a b",
        ] {
            assert!(bad.parse::<PathPrefix>().is_err(), "{bad}");
        }
        for bad in ["", "get", "GET /", &"A".repeat(33)] {
            assert_eq!(bad.parse::<Method>(), Err(RuleError::Method), "{bad}");
        }
        assert!("/".parse::<PathPrefix>().is_ok() && "/v1/a.b~c".parse::<PathPrefix>().is_ok());
    }
}
