use std::fmt;
use std::str::FromStr;

use crate::config::text::text_value;

/// What a program calls itself in `User-Agent`: 1 to 255 printable ASCII characters without space at their ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentText(String);

impl AgentText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AgentText {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if text.trim() == text && (1..=255).contains(&text.len()) && printable {
            Ok(Self(text.to_owned()))
        } else {
            Err("must be 1 to 255 printable ASCII characters, such as Acme-Webhook/1.0")
        }
    }
}

impl fmt::Display for AgentText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(AgentText);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_header_can_hold() {
        assert!("FlavorHub-Webhook/1.0 (+https://example.com)".parse::<AgentText>().is_ok());
        for bad in ["", " x", "a\r\nb", "é", &"x".repeat(256)] {
            assert!(bad.parse::<AgentText>().is_err(), "{bad:?}");
        }
    }
}
