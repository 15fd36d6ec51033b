//! Where a gate looks for a key.

use std::fmt;
use std::str::FromStr;

/// Where a key is looked for, beside `Authorization: Bearer` and `X-API-Key`, which always count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Headers, in this order.
    pub headers: Vec<HeaderName>,
    /// A parameter of the query of the original URI.
    pub query: Option<ParameterName>,
}

impl Credential {
    /// The header of a bearer.
    pub const AUTHORIZATION: &'static str = "authorization";
    /// The usual header of a key.
    pub const API_KEY: &'static str = "x-api-key";
    /// The most headers that one gate looks into.
    pub const MAX_HEADERS: usize = 16;

    /// The headers beside the two that always count.
    pub fn further_headers(&self) -> impl Iterator<Item = &HeaderName> {
        self.headers.iter().filter(|name| ![Self::AUTHORIZATION, Self::API_KEY].contains(&name.as_str()))
    }
}

impl Default for Credential {
    fn default() -> Self {
        let headers = [Self::AUTHORIZATION, Self::API_KEY].map(|name| HeaderName(name.into()));
        Self { headers: headers.into(), query: None }
    }
}

/// The name of a header, in lower case: a token (RFC 9110, 5.6.2) of at most 64 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct HeaderName(Box<str>);

/// The name of a query parameter: 1 to 64 characters that no URI escapes (RFC 3986, 2.3).
#[derive(Clone, PartialEq, Eq)]
pub struct ParameterName(Box<str>);

/// Why a text names no place for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// No header's name.
    #[error("must be a header's name of at most 64 characters")]
    Header,
    /// A header that means something else to Keyward or to HTTP.
    #[error("names a header that can't carry a key")]
    Reserved,
    /// No parameter's name.
    #[error("must be 1 to 64 characters of A-Z a-z 0-9 - . _ ~")]
    Parameter,
}

const MAX_LEN: usize = 64;

/// What the proxy, the connection or Keyward itself writes there is no key.
const RESERVED: [&str; 10] = [
    "connection",
    "content-length",
    "host",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-gate-secret",
    "x-forwarded-for",
    "x-request-id",
];

impl FromStr for HeaderName {
    type Err = CredentialError;

    fn from_str(text: &str) -> Result<Self, CredentialError> {
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if text.is_empty() || text.len() > MAX_LEN || !text.bytes().all(is_token) {
            return Err(CredentialError::Header);
        }
        let name = text.to_ascii_lowercase();
        let reserved = RESERVED.contains(&name.as_str()) || name.starts_with("x-keyward-");
        if reserved { Err(CredentialError::Reserved) } else { Ok(Self(name.into())) }
    }
}

impl FromStr for ParameterName {
    type Err = CredentialError;

    fn from_str(text: &str) -> Result<Self, CredentialError> {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let fits = (1..=MAX_LEN).contains(&text.len()) && text.bytes().all(unreserved);
        if fits { Ok(Self(text.into())) } else { Err(CredentialError::Parameter) }
    }
}

macro_rules! text {
    ($name:ident) => {
        impl $name {
            /// The name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(HeaderName);
text!(ParameterName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_any_token_that_is_not_taken() {
        assert_eq!("X-Product-Key".parse::<HeaderName>().unwrap().as_str(), "x-product-key");
        for (bad, error) in [
            ("", CredentialError::Header),
            ("a b", CredentialError::Header),
            ("é", CredentialError::Header),
            ("a:b", CredentialError::Header),
            (&"a".repeat(65), CredentialError::Header),
            ("X-Gate-Secret", CredentialError::Reserved),
            ("Host", CredentialError::Reserved),
            ("X-Keyward-Key-Id", CredentialError::Reserved),
        ] {
            assert_eq!(bad.parse::<HeaderName>(), Err(error), "{bad}");
        }
    }

    #[test]
    fn a_parameter_needs_no_escaping() {
        assert!("api_key".parse::<ParameterName>().is_ok());
        for bad in ["", "a=b", "a&b", "a%20b", "é", &"a".repeat(65)] {
            assert_eq!(bad.parse::<ParameterName>(), Err(CredentialError::Parameter), "{bad}");
        }
    }
}
