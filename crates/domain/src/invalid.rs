//! Input that breaks a rule: which field, and why.

use std::fmt;

/// One field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field as it is called on the wire, such as `owner.user_id` or `keys[3].name`.
    pub field: String,
    /// Why it was refused, to be read after the field's name.
    pub reason: String,
}

/// All that is wrong with an input, in the order it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invalid(Vec<Problem>);

impl Invalid {
    /// Nothing wrong yet.
    pub fn none() -> Self {
        Self::default()
    }

    /// One problem.
    pub fn one(field: impl Into<String>, reason: impl fmt::Display) -> Self {
        let mut invalid = Self::none();
        invalid.add(field, reason);
        invalid
    }

    /// Notes a problem.
    pub fn add(&mut self, field: impl Into<String>, reason: impl fmt::Display) {
        self.0.push(Problem { field: field.into(), reason: reason.to_string() });
    }

    /// The value, or `None` with its error noted.
    pub fn check<T, E: fmt::Display>(&mut self, field: &str, value: Result<T, E>) -> Option<T> {
        value.map_err(|error| self.add(field, error)).ok()
    }

    /// Takes over another's problems, with a prefix before each field.
    pub fn nest(&mut self, prefix: &str, other: Self) {
        self.0.extend(other.0.into_iter().map(|p| Problem { field: format!("{prefix}{}", p.field), ..p }));
    }

    /// What was found.
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }

    /// The value that was checked, when nothing was found. A value that is `None` has had its error noted by [`check`](Self::check).
    pub fn into_value<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self),
        }
    }

    /// `Ok` when nothing was found.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{} {}", problem.field, problem.reason)?;
        }
        Ok(())
    }
}

impl std::error::Error for Invalid {}
