//! Telling whether a text is a key of a template.

use super::{Part, Template};
use crate::alphabet::Alphabet;
use crate::{EnvTag, checksum};

/// How a text relates to a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// It is written so, and its checksum, if there is one, is right.
    Fits,
    /// It is written so, but its checksum is wrong: mistyped or made up.
    BadChecksum,
    /// It is written otherwise.
    No,
}

impl Template {
    /// Whether the text is a key of this template. Allocates nothing.
    pub fn matches(&self, text: &str) -> Match {
        if text.len() != self.len {
            return Match::No;
        }
        let mut rest = text.as_bytes();
        for part in &self.parts {
            let (stretch, after) = rest.split_at(part.len());
            if !part.holds(stretch) {
                return Match::No;
            }
            rest = after;
        }
        if !self.has_checksum() {
            return Match::Fits;
        }
        let (before, stated) = text.as_bytes().split_at(self.len - checksum::LEN);
        if checksum::of(before) == *stated { Match::Fits } else { Match::BadChecksum }
    }
}

impl Part {
    fn holds(&self, stretch: &[u8]) -> bool {
        match self {
            Self::Literal(text) => stretch == text.as_bytes(),
            Self::Random { alphabet, .. } => alphabet.holds(stretch),
            Self::Env => EnvTag::ALL.iter().any(|tag| stretch == tag.as_str().as_bytes()),
            Self::Checksum => Alphabet::Base62.holds(stretch),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Match, Template};

    #[test]
    fn exact_texts() {
        for (source, text, expected) in [
            ("ab{hex:4}", "ab09af", Match::Fits),
            ("ab{hex:4}", "ab09aF", Match::No),
            ("ab{hex:4}", "ab09af0", Match::No),
            ("ab{hex:4}", "ab09a", Match::No),
            ("ab{hex:4}", "ac09af", Match::No),
            ("ab{hex:4}", "ab09é", Match::No),
            ("{base32:2}", "hz", Match::Fits),
            ("{base32:2}", "hi", Match::No),
            ("{env}-x", "live-x", Match::Fits),
            ("{env}-x", "test-x", Match::Fits),
            ("{env}-x", "prod-x", Match::No),
            ("123456789{crc}", "1234567893jZRME", Match::Fits),
            ("123456789{crc}", "1234567893jZRMF", Match::BadChecksum),
            ("123456789{crc}", "1234567893jZRM_", Match::No),
        ] {
            let template: Template = source.parse().unwrap();
            assert_eq!(template.matches(text), expected, "{source} {text}");
        }
    }
}
