//! A permission query that is shown again as it was written.

use std::fmt;
use std::str::FromStr;

use crate::{PermissionQuery, QueryError};

/// A compiled [`PermissionQuery`] beside its text.
#[derive(Clone, PartialEq, Eq)]
pub struct GateQuery {
    text: Box<str>,
    compiled: PermissionQuery,
}

impl GateQuery {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As it is evaluated.
    pub fn compiled(&self) -> &PermissionQuery {
        &self.compiled
    }
}

impl FromStr for GateQuery {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        Ok(Self { compiled: text.parse()?, text: text.into() })
    }
}

impl fmt::Debug for GateQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
