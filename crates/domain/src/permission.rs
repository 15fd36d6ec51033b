//! Permissions: what may be done, written `entity:action`.

use std::fmt;
use std::str::FromStr;

/// One permission, `entity:action`. Either part is a word `[a-z][a-z0-9_.-]{0,62}` or `*` (contract v1, part 4).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission {
    text: Box<str>,
    colon: u8,
}

/// Why a text is no permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be `entity:action`, each a word of [a-z][a-z0-9_.-] up to 63 characters, or `*`")]
pub struct PermissionError;

impl Permission {
    /// The part before the colon.
    pub fn entity(&self) -> &str {
        &self.text[..usize::from(self.colon)]
    }

    /// The part after the colon.
    pub fn action(&self) -> &str {
        &self.text[usize::from(self.colon) + 1..]
    }

    /// `entity:action`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a holder of this one may do `asked`: `*` here stands for every word there.
    ///
    /// A `*` in `asked` is only covered by a `*`: it asks for all of them.
    pub fn covers(&self, asked: &Self) -> bool {
        part_covers(self.entity(), asked.entity()) && part_covers(self.action(), asked.action())
    }
}

fn part_covers(held: &str, asked: &str) -> bool {
    held == "*" || held == asked
}

/// Whether the text is a word `[a-z][a-z0-9_.-]{0,62}`, as entities, actions and role names are.
pub(crate) fn is_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() <= 63
        && bytes.first().is_some_and(u8::is_ascii_lowercase)
        && bytes.iter().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-'))
}

impl FromStr for Permission {
    type Err = PermissionError;

    fn from_str(text: &str) -> Result<Self, PermissionError> {
        let (entity, action) = text.split_once(':').ok_or(PermissionError)?;
        let fits = |part: &str| part == "*" || is_word(part);
        if !fits(entity) || !fits(action) {
            return Err(PermissionError);
        }
        let colon = u8::try_from(entity.len()).map_err(|_| PermissionError)?;
        Ok(Self { text: text.into(), colon })
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A permission that an operation needs, known when the program is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Need {
    /// The part before the colon.
    pub entity: &'static str,
    /// The part after the colon.
    pub action: &'static str,
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.entity, self.action)
    }
}

/// A set of permissions, sorted, without duplicates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissions(Box<[Permission]>);

impl Permissions {
    /// Whether a holder of the set may do what is asked.
    pub fn allow(&self, asked: &Permission) -> bool {
        self.0.iter().any(|held| held.covers(asked))
    }

    /// Whether a holder of the set may do what an operation needs.
    pub fn meet(&self, need: Need) -> bool {
        self.0
            .iter()
            .any(|held| part_covers(held.entity(), need.entity) && part_covers(held.action(), need.action))
    }

    /// Those of `asked` that this set does not allow.
    pub fn missing<'a>(&self, asked: &'a Self) -> impl Iterator<Item = &'a Permission> {
        asked.0.iter().filter(|permission| !self.allow(permission))
    }

    /// Each permission, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Permission> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let mut all: Vec<_> = permissions.into_iter().collect();
        all.sort_unstable();
        all.dedup();
        Self(all.into())
    }
}

impl<'a> IntoIterator for &'a Permissions {
    type Item = &'a Permission;
    type IntoIter = std::slice::Iter<'a, Permission>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(texts: &[&str]) -> Permissions {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_star_stands_for_every_word() {
        let readers = set(&["*:read", "documents:publish"]);
        for (asked, allowed) in [
            ("event:read", true),
            ("documents:publish", true),
            ("event:write", false),
            ("*:read", true),
            ("*:*", false),
        ] {
            assert_eq!(readers.allow(&asked.parse().unwrap()), allowed, "{asked}");
        }
        assert!(set(&["*:*"]).allow(&"*:*".parse().unwrap()));
    }

    #[test]
    fn words_are_checked() {
        for bad in [
            "",
            ":",
            "a",
            "a:",
            ":b",
            "A:b",
            "a:b:c",
            "1a:b",
            "a:b ",
            "a*:b",
            &format!("{}:b", "a".repeat(64)),
        ] {
            assert_eq!(bad.parse::<Permission>(), Err(PermissionError), "{bad}");
        }
        assert_eq!("a.b-c_1:x".parse::<Permission>().unwrap().entity(), "a.b-c_1");
    }

    #[test]
    fn names_what_is_missing() {
        let asked = set(&["b:read", "a:write"]);
        assert_eq!(set(&["*:read"]).missing(&asked).map(Permission::as_str).collect::<Vec<_>>(), ["a:write"]);
    }
}
