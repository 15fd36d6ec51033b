use std::fmt;

use super::{Origin, keys};

/// One thing that is wrong with the configuration, on one line:
/// `keyward.toml:4:1: server.lisen: unknown key, did you mean listen?`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The source at fault, where one alone is.
    pub origin: Option<Origin>,
    /// The dotted key at fault; empty where none is.
    pub key: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl ConfigError {
    pub(super) fn new(
        origin: impl Into<Option<Origin>>,
        key: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        Self { origin: origin.into(), key: keys::shown(&key.into()), reason: reason.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = self.origin.iter().map(ToString::to_string);
        let key = Some(self.key.clone()).filter(|key| !key.is_empty());
        let line = origin.chain(key).chain([self.reason.clone()]).collect::<Vec<_>>().join(": ");
        // Names come from outside: none may break the line or speak to the terminal.
        line.chars().try_for_each(|c| {
            if c.is_control() { write!(f, "{}", c.escape_default()) } else { write!(f, "{c}") }
        })
    }
}

impl std::error::Error for ConfigError {}

/// Everything that was found wrong with the configuration, a line each, in the order of the layers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigErrors(Vec<ConfigError>);

impl ConfigErrors {
    pub(super) fn push(&mut self, error: ConfigError) {
        self.0.push(error);
    }

    pub(super) fn extend(&mut self, errors: impl IntoIterator<Item = ConfigError>) {
        self.0.extend(errors);
    }

    /// The errors.
    pub fn iter(&self) -> impl Iterator<Item = &ConfigError> {
        self.0.iter()
    }

    /// `value`, unless something was found wrong.
    pub(super) fn or<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<ConfigError> for ConfigErrors {
    fn from(error: ConfigError) -> Self {
        Self(vec![error])
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            write!(f, "{}{error}", if i == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_the_line() {
        let error = ConfigError::new(Origin::Flag("--x\n".to_owned()), "a\u{1b}[2J", "is wrong");
        assert_eq!(error.to_string(), "flag --x\\n: a\\u{1b}[2J: is wrong");
    }
}
