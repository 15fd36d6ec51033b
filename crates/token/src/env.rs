//! The environment's tag in a key.

use std::fmt;
use std::str::FromStr;

/// What stands for the environment in a key, at `{env}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EnvTag {
    /// `live`: a production environment.
    Live,
    /// `test`: a development environment.
    Test,
}

impl EnvTag {
    /// Every tag. They are equally long, so that a template has one length.
    pub(crate) const ALL: [Self; 2] = [Self::Live, Self::Test];
    /// How many characters a tag has.
    pub(crate) const LEN: usize = 4;

    /// The tag as written in a key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }
}

impl fmt::Display for EnvTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EnvTag {
    type Err = EnvTagError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|tag| tag.as_str() == text).ok_or(EnvTagError)
    }
}

/// The text is not an environment's tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an environment's tag is `live` or `test`")]
pub struct EnvTagError;

#[cfg(test)]
mod tests {
    use super::EnvTag;

    #[test]
    fn tags_are_equally_long_and_read_back() {
        for tag in EnvTag::ALL {
            assert_eq!(tag.as_str().len(), EnvTag::LEN);
            assert_eq!(tag.to_string().parse(), Ok(tag));
        }
    }
}
