use std::fmt;
use std::str::FromStr;

use crate::config::text::text_value;

/// The origin of a site that may show a page in a frame: scheme, host, perhaps a port; the host may begin with `*.`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameOrigin(String);

impl FromStr for FrameOrigin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim_end_matches('/');
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
        let host = rest.strip_prefix("*.").unwrap_or(rest);
        let plain = |c: u8| c.is_ascii_alphanumeric() || b".-:[]".contains(&c);
        if host.is_empty() || host.starts_with([':', '.']) || !host.bytes().all(plain) {
            return Err("must be the origin of a site, like https://app.example.com");
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for FrameOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(FrameOrigin);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_alone_are_taken() {
        for good in ["https://app.example.com", "http://localhost:3000", "https://*.example.com"] {
            assert_eq!(good.parse::<FrameOrigin>().expect("an origin").to_string(), good);
        }
        for bad in [
            "",
            "*",
            "app.example.com",
            "https://",
            "https://a.example/x",
            "https://a; script-src *",
            "https://a b",
        ] {
            assert!(bad.parse::<FrameOrigin>().is_err(), "{bad}");
        }
    }
}
