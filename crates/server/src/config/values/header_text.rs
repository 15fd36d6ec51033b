use std::fmt;
use std::str::FromStr;

use crate::config::text::text_value;

/// Headers that carry something else, in which an API key would never be seen.
const TAKEN: [&str; 8] = [
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "x-gate-secret",
    "x-session-token",
];

/// A header's name as the operator wrote it; letter case counts for showing alone.
#[derive(Clone, Debug)]
pub struct HeaderText(String);

impl HeaderText {
    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq for HeaderText {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl FromStr for HeaderText {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let token = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&c);
        if text.is_empty() || text.len() > 64 || !text.bytes().all(token) {
            return Err("must be a header name like X-API-Key".to_owned());
        }
        if TAKEN.iter().any(|taken| text.eq_ignore_ascii_case(taken)) {
            return Err(format!("the header {text} carries something else"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(HeaderText);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_header_of_its_own_will_do() {
        let header: HeaderText = "X-API-Key".parse().expect("a header name");
        assert_eq!(header.as_str(), "X-API-Key");
        assert_eq!(header, "x-api-key".parse().expect("a header name"));
        for bad in ["", "X API Key", "Authorization", "cookie", "X-Ключ"] {
            assert!(bad.parse::<HeaderText>().is_err(), "{bad}");
        }
    }
}
