//! How a key is written.

mod error;
mod generate;
mod matching;
mod parse;
mod shape;

use std::fmt;

pub use error::{TemplateError, TemplateReason};
pub use matching::Match;

use crate::alphabet::Alphabet;
use crate::{EnvTag, checksum};

/// How a key is written: literal text and placeholders, such as `kw_{env}_{base62:32}{crc}`.
///
/// | Placeholder | Stands for |
/// | --- | --- |
/// | `{hex:N}` | `N` random characters of `0-9a-f` |
/// | `{base32:N}` | `N` random characters of Crockford's alphabet in lower case (no `i`, `l`, `o`, `u`) |
/// | `{base62:N}` | `N` random characters of `0-9A-Za-z` |
/// | `{env}` | `live` or `test`, at most once |
/// | `{crc}` | a checksum, last |
///
/// `N` is 1 to 256. Everything else is literal: printable ASCII but `{`, `}` and the space. All keys of one
/// template are equally long.
///
/// **The checksum** is CRC-32 (IEEE 802.3, as in zip and PNG) of every byte that precedes it, written as
/// exactly six base62 digits of the alphabet `0-9A-Za-z`, most significant first, padded with `0`. A test
/// vector: `kw_live_` and thirty-two `0` have the CRC `cd8c0401`, which is written `3lNZlx`.
///
/// ```
/// use keyward_token::{Match, Template};
///
/// let template: Template = "kw_{env}_{base62:32}{crc}".parse()?;
/// assert_eq!(template.matches("kw_live_000000000000000000000000000000003lNZlx"), Match::Fits);
/// assert_eq!(template.matches("kw_live_000000000000000000000000000000013lNZlx"), Match::BadChecksum);
/// # Ok::<_, keyward_token::TemplateError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Template {
    source: Box<str>,
    parts: Box<[Part]>,
    len: usize,
}

/// One stretch of a key. Each has one length.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(Box<str>),
    Random { alphabet: Alphabet, count: usize },
    Env,
    Checksum,
}

impl Part {
    fn len(&self) -> usize {
        match self {
            Self::Literal(text) => text.len(),
            Self::Random { count, .. } => *count,
            Self::Env => EnvTag::LEN,
            Self::Checksum => checksum::LEN,
        }
    }
}

impl Template {
    /// The literal text before the first placeholder. May be empty.
    pub fn literal_prefix(&self) -> &str {
        match self.parts.first() {
            Some(Part::Literal(text)) => text,
            _ => "",
        }
    }

    /// The first so many random characters of a key of this template; fewer where it has fewer in a row.
    pub fn random_head<'k>(&self, key: &'k str, count: usize) -> &'k str {
        let before = self.parts.iter().take_while(|part| !matches!(part, Part::Random { .. }));
        let start: usize = before.map(Part::len).sum();
        let random = self.parts.iter().find_map(|part| match part {
            Part::Random { count, .. } => Some(*count),
            _ => None,
        });
        key.get(start..start + random.unwrap_or(0).min(count)).unwrap_or_default()
    }

    /// Whether keys end in a checksum.
    pub fn has_checksum(&self) -> bool {
        self.parts.last() == Some(&Part::Checksum)
    }

    /// The length of the longest key, in bytes; every key is exactly so long.
    pub fn max_len(&self) -> usize {
        self.len
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Template({})", self.source)
    }
}
