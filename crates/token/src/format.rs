//! A named way to write, keep and show a key.

use std::fmt;
use std::str::FromStr;

use crate::{DigestKind, DisplayRule, Template};

/// The name of a format: a letter `a-z`, then at most 31 of `a-z0-9-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FormatName(Box<str>);

impl FormatName {
    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FormatName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for FormatName {
    type Err = FormatNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let spelled = text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if spelled && text.len() <= 32 { Ok(Self(text.into())) } else { Err(FormatNameError) }
    }
}

/// The text is no format's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a format's name is a letter a-z, then at most 31 characters of a-z0-9-")]
pub struct FormatNameError;

/// A named way to write, keep and show a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// What configuration and requests call it.
    pub name: FormatName,
    /// How a key is written.
    pub template: Template,
    /// What is stored of a key.
    pub digest: DigestKind,
    /// How list pages show a key.
    pub display: DisplayRule,
}

impl Format {
    /// The formats that every server knows.
    ///
    /// | Name | Template | Digest | Shown |
    /// | --- | --- | --- | --- |
    /// | `native` | `kw_{env}_{base62:32}{crc}` | `sha256` | `ends` |
    /// | `hub` | `fh_live_{hex:40}` | `sha256` | `random:8` |
    /// | `secret` | `sk_{hex:64}` | `sha256` | `ends` |
    /// | `publishable` | `pk_{hex:64}` | `sha256` | `ends` |
    /// | `flapjack` | `fj_live_{hex:64}` | `hmac-sha256` | `head:12` |
    pub fn builtins() -> Vec<Self> {
        [
            ("native", "kw_{env}_{base62:32}{crc}", DigestKind::Sha256, DisplayRule::Ends),
            ("hub", "fh_live_{hex:40}", DigestKind::Sha256, DisplayRule::Random(8)),
            ("secret", "sk_{hex:64}", DigestKind::Sha256, DisplayRule::Ends),
            ("publishable", "pk_{hex:64}", DigestKind::Sha256, DisplayRule::Ends),
            ("flapjack", "fj_live_{hex:64}", DigestKind::HmacSha256, DisplayRule::Head(12)),
        ]
        .map(|(name, template, digest, display)| Self {
            name: constant(name),
            template: constant(template),
            digest,
            display,
        })
        .into()
    }
}

/// Reads a text of this file; a test reads them all.
fn constant<T: FromStr<Err: fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a built-in text is well formed")
}

#[cfg(test)]
mod tests {
    use super::{FormatName, FormatNameError};

    #[test]
    fn names() {
        let longest = "a".repeat(32);
        for good in ["native", "a", "acme-2", &longest] {
            assert_eq!(good.parse::<FormatName>().map(|name| name.to_string()), Ok(good.to_owned()));
        }
        let too_long = "a".repeat(33);
        for bad in ["", "2a", "-a", "A", "a_b", "é", &too_long] {
            assert_eq!(bad.parse::<FormatName>(), Err(FormatNameError), "{bad}");
        }
    }
}
