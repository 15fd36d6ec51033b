//! What a tenant keeps beside a key; Keyward carries it and never reads it.

use std::fmt;

/// A JSON object as compact text, at most 4 KiB (contract v1, part 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata(Box<str>);

impl Metadata {
    /// The most bytes that the compact text may have.
    pub const MAX_BYTES: usize = 4096;

    /// Takes the compact text of a JSON object; the caller vouches for its being one.
    pub fn from_json(object: &str) -> Result<Self, &'static str> {
        if object.len() > Self::MAX_BYTES {
            Err("must be at most 4 KiB of JSON")
        } else {
            Ok(Self(object.into()))
        }
    }

    /// The JSON text.
    pub fn as_json(&self) -> &str {
        &self.0
    }
}

impl Default for Metadata {
    fn default() -> Self {
        Self("{}".into())
    }
}

impl fmt::Display for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
