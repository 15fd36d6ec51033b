//! A guess at how a text's key is stored, cheaper than classifying it.

use keyward_token::{DigestKind, Formats};

/// Tells the texts that are worth hashing before they are classified.
///
/// Classifying costs as much as hashing, mostly for the checksum, and tells nothing new of a text whose digest is in the
/// cache. A wrong guess costs one hash: the text is then classified as if there had been no guess.
pub(crate) struct Hints {
    /// How the formats begin whose keys are stored under a pepper.
    peppered: Box<[Box<str>]>,
    /// The first bytes of these, each at its place: most texts are settled by a look at it.
    first: [bool; 256],
}

/// A longer text is no key (see [`Class::Foreign`](keyward_token::Class::Foreign)) and would take long to hash.
const LONGEST: usize = 256;

impl Hints {
    pub(crate) fn new(formats: &Formats) -> Self {
        let peppered = formats.iter().filter(|format| format.digest == DigestKind::HmacSha256);
        let peppered: Box<[Box<str>]> =
            peppered.map(|format| format.template.literal_prefix().into()).collect();
        let mut first = [false; 256];
        for prefix in &peppered {
            match prefix.as_bytes().first() {
                Some(byte) => first[usize::from(*byte)] = true,
                None => first = [true; 256],
            }
        }
        Self { peppered, first }
    }

    /// Whether the text's key, if it has one, is likely stored under its plain SHA-256.
    #[inline]
    pub(crate) fn suggest_sha256(&self, text: &str) -> bool {
        let first = text.as_bytes().first().is_some_and(|byte| self.first[usize::from(*byte)]);
        text.len() <= LONGEST && !(first && self.is_peppered(text))
    }

    fn is_peppered(&self, text: &str) -> bool {
        self.peppered.iter().any(|prefix| text.starts_with(&**prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_prefix_and_length() {
        let hints = Hints::new(&Formats::default());
        assert!(hints.suggest_sha256("kw_live_000000000000000000000000000000003lNZlx"));
        assert!(!hints.suggest_sha256("fj_live_0"));
        assert!(!hints.suggest_sha256(&"a".repeat(257)));
    }
}
