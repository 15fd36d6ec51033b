//! Products: what licences are for.

use std::fmt;
use std::str::FromStr;

use crate::{Entity, Id, Metadata, Name, Timestamp};

/// A product of the operator's, for every account of the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: Id<Product>,
    /// Its name in URLs and packages, unique.
    pub slug: Slug,
    /// What people call it.
    pub name: Name,
    /// What it is.
    pub kind: ProductKind,
    /// What is shown of it: homepage, requirements, texts and pictures, as the operator sent them.
    pub listing: Metadata,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Entity for Product {
    const PREFIX: &'static str = "product";
}

/// A name in URLs: `[a-z0-9]` and single hyphens between, 1 to 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(Box<str>);

impl Slug {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let word = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'))
        };
        if text.len() <= 64 && text.split('-').all(word) {
            Ok(Self(text.into()))
        } else {
            Err("must be 1 to 64 of a-z, 0-9 and single hyphens between")
        }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a product is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProductKind {
    /// A WordPress theme.
    Theme,
    /// A WordPress plugin.
    Plugin,
    /// Anything else.
    Generic,
}

impl ProductKind {
    /// Each.
    pub const ALL: [Self; 3] = [Self::Theme, Self::Plugin, Self::Generic];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Plugin => "plugin",
            Self::Generic => "generic",
        }
    }
}

impl FromStr for ProductKind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or("must be theme, plugin or generic")
    }
}

impl fmt::Display for ProductKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_what_a_url_and_a_folder_take() {
        for good in ["a", "flavor-starter", "wp-2", &"a".repeat(64)] {
            assert_eq!(good.parse::<Slug>().unwrap().as_str(), good);
        }
        for bad in ["", "-a", "a-", "a--b", "A", "a_b", "a.b", "../a", "é", &"a".repeat(65)] {
            assert!(bad.parse::<Slug>().is_err(), "{bad}");
        }
    }

    #[test]
    fn every_kind_reads_back() {
        for kind in ProductKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
    }
}
