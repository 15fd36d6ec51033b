use std::fmt;
use std::str::FromStr;

use crate::config::text::text_value;

/// A name that a person reads: one line of 1 to 255 characters, without space at its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(String);

impl Label {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Label {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let length = text.chars().count();
        if text.trim() != text || !(1..=255).contains(&length) || text.chars().any(char::is_control) {
            return Err("must be one line of 1 to 255 characters without space at its ends");
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(Label);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_and_broken_names_are_refused() {
        assert_eq!("Ada's key".parse::<Label>().expect("a name").as_str(), "Ada's key");
        for bad in ["", " ", " x", "a\nb", &"x".repeat(256)] {
            assert!(bad.parse::<Label>().is_err(), "{bad:?}");
        }
    }
}
