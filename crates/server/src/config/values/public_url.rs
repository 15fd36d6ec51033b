use std::fmt;
use std::str::FromStr;

use crate::config::text::text_value;

/// The address under which people and proxies reach the server, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The URL, to put a path that starts with `/` behind.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether browsers reach it over TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim_end_matches('/');
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let plain = |c: u8| c.is_ascii_graphic() && !b"?#@\"<>\\".contains(&c);
        match rest {
            Some(rest) if !rest.is_empty() && !rest.starts_with(['/', ':']) && rest.bytes().all(plain) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err("must be a URL like https://keys.example.com, without query"),
        }
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(PublicUrl);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slash_at_the_end_goes() {
        let url: PublicUrl = "https://keys.example.com/".parse().expect("a URL");
        assert_eq!(url.as_str(), "https://keys.example.com");
        assert!(url.is_https());
        for bad in [
            "keys.example.com",
            "https://",
            "https:///x",
            "ftp://x",
            "http://a b",
            "http://u:p@h",
            "http://h?x",
        ] {
            assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
        }
    }
}
