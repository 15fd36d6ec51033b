//! Texts that people give things.

use std::fmt;
use std::str::FromStr;

/// A label for people: 1 to 255 characters, at least one of them visible, none a control character.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name(String);

/// The tenant's own id of its customer: 1 to 255 characters, no control character.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExternalId(String);

/// Why a text can't be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Empty, or white space alone.
    #[error("must not be empty")]
    Empty,
    /// More than 255 characters.
    #[error("must be at most 255 characters")]
    TooLong,
    /// A control character, which neither a terminal nor PostgreSQL takes well.
    #[error("must not contain control characters")]
    Control,
}

const MAX_CHARS: usize = 255;

fn check(text: &str) -> Result<(), NameError> {
    if text.trim().is_empty() {
        Err(NameError::Empty)
    } else if text.chars().nth(MAX_CHARS).is_some() {
        Err(NameError::TooLong)
    } else if text.chars().any(char::is_control) {
        Err(NameError::Control)
    } else {
        Ok(())
    }
}

macro_rules! text {
    ($name:ident) => {
        impl $name {
            /// The text as it was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether a text can be one.
            pub fn check(text: &str) -> Result<(), NameError> {
                check(text)
            }
        }
        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                check(text).map(|()| Self(text.to_owned()))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(Name);
text!(ExternalId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_and_not_bytes() {
        assert!("é".repeat(255).parse::<Name>().is_ok());
        assert_eq!("a".repeat(256).parse::<Name>(), Err(NameError::TooLong));
    }

    #[test]
    fn refuses_blanks_and_control_characters_but_not_emoji() {
        assert_eq!("".parse::<Name>(), Err(NameError::Empty));
        assert_eq!(" \t".parse::<Name>(), Err(NameError::Empty));
        assert_eq!("a\0b".parse::<Name>(), Err(NameError::Control));
        assert!("🔑 CI".parse::<Name>().is_ok());
    }
}
