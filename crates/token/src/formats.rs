//! All formats that a server knows.

use crate::{Format, FormatName};

/// The longest key, in bytes; longer texts are refused without a look-up.
pub(crate) const MAX_KEY_LEN: usize = 256;
/// The fewest random bits that may stay hidden once a key is shown in lists.
const MIN_HIDDEN_BITS: u32 = 96;
/// The shortest literal prefix. By a shorter one, [`redact`](crate::redact()) would find keys in every word.
const MIN_PREFIX_LEN: usize = 2;

/// All formats that a server knows: the built-in ones and those of its configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formats(Vec<Format>);

impl Formats {
    /// The [built-in formats](Format::builtins) and `configured` ones; of two with the same name, the later
    /// stands.
    ///
    /// Refused are formats that are unsafe by themselves, and two that one text could fit and that are stored
    /// differently. That an `hmac-sha256` format has a pepper is not checked here.
    pub fn new(configured: impl IntoIterator<Item = Format>) -> Result<Self, FormatsError> {
        let Self(mut formats) = Self::default();
        for format in configured {
            match formats.iter_mut().find(|known| known.name == format.name) {
                Some(known) => *known = format,
                None => formats.push(format),
            }
        }
        for (at, format) in formats.iter().enumerate() {
            check(format)?;
            if let Some(earlier) = formats[..at].iter().find(|earlier| ambiguous(earlier, format)) {
                return Err(FormatsError::Ambiguous(earlier.name.clone(), format.name.clone()));
            }
        }
        Ok(Self(formats))
    }

    /// The format of this name.
    pub fn get(&self, name: &str) -> Option<&Format> {
        self.iter().find(|format| format.name.as_str() == name)
    }

    /// All of them: first the built-in names, then the others in the order given.
    pub fn iter(&self) -> std::slice::Iter<'_, Format> {
        self.0.iter()
    }
}

/// The built-in formats alone.
impl Default for Formats {
    fn default() -> Self {
        Self(Format::builtins())
    }
}

impl<'a> IntoIterator for &'a Formats {
    type Item = &'a Format;
    type IntoIter = std::slice::Iter<'a, Format>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

fn check(format: &Format) -> Result<(), FormatsError> {
    let Format { name, template, display, .. } = format;
    if template.max_len() > MAX_KEY_LEN {
        return Err(FormatsError::TooLong(name.clone(), template.max_len()));
    }
    if template.literal_prefix().len() < MIN_PREFIX_LEN {
        return Err(FormatsError::NoPrefix(name.clone()));
    }
    if template.entropy_bits() < MIN_HIDDEN_BITS {
        return Err(FormatsError::TooWeak(name.clone(), template.entropy_bits()));
    }
    let (first, last) = display.shown(template);
    let hidden = template.hidden_bits(first, last);
    if hidden < MIN_HIDDEN_BITS {
        return Err(FormatsError::TellsTooMuch(name.clone(), hidden));
    }
    Ok(())
}

fn ambiguous(one: &Format, other: &Format) -> bool {
    one.digest != other.digest && one.template.overlaps(&other.template)
}

/// A set of formats was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatsError {
    /// One text could be a key of both, and they are stored differently.
    #[error("formats `{0}` and `{1}`: one text could fit both, and their digests differ")]
    Ambiguous(FormatName, FormatName),
    /// Keys would have so many random bits.
    #[error("format `{0}`: keys have {1} random bits, fewer than {MIN_HIDDEN_BITS}")]
    TooWeak(FormatName, u32),
    /// Keys would have so many random bits besides those that list pages show.
    #[error("format `{0}`: its display rule leaves {1} random bits hidden, fewer than {MIN_HIDDEN_BITS}")]
    TellsTooMuch(FormatName, u32),
    /// Keys would be so many bytes long.
    #[error("format `{0}`: keys are {1} bytes long, more than {MAX_KEY_LEN}")]
    TooLong(FormatName, usize),
    /// Keys could not be told from other text in a log.
    #[error("format `{0}`: begin the template with {MIN_PREFIX_LEN} literal characters or more")]
    NoPrefix(FormatName),
}

#[cfg(test)]
mod tests {
    use super::{Formats, FormatsError};
    use crate::{DigestKind, Format};

    fn format(name: &str, template: &str, display: &str) -> Format {
        Format {
            name: name.parse().unwrap(),
            template: template.parse().unwrap(),
            digest: DigestKind::Sha256,
            display: display.parse().unwrap(),
        }
    }

    #[test]
    fn the_built_in_ones_pass_their_own_checks() {
        assert_eq!(Formats::new([]), Ok(Formats::default()));
        let names: Vec<_> = Formats::default().iter().map(|format| format.name.to_string()).collect();
        assert_eq!(names, ["native", "hub", "secret", "publishable", "flapjack"]);
    }

    #[test]
    fn a_configured_one_replaces_its_namesake() {
        let mine = format("native", "acme_{hex:40}", "ends");
        let formats = Formats::new([format("native", "old_{hex:40}", "ends"), mine.clone()]).unwrap();
        assert_eq!(formats.get("native"), Some(&mine));
        assert_eq!(formats.iter().count(), Format::builtins().len());
        assert_eq!(formats.get("acme"), None);
    }

    #[test]
    fn unsafe_formats_are_refused() {
        let name = || "acme".parse().unwrap();
        for (template, display, expected) in [
            ("acme_{hex:23}", "ends", FormatsError::TooWeak(name(), 92)),
            ("acme_{hex:25}", "ends", FormatsError::TellsTooMuch(name(), 92)),
            ("acme_{hex:30}", "head:12", FormatsError::TellsTooMuch(name(), 92)),
            ("acme_{hex:252}", "ends", FormatsError::TooLong(name(), 257)),
            ("a{hex:64}", "ends", FormatsError::NoPrefix(name())),
        ] {
            let refused = Formats::new([format("acme", template, display)]);
            assert_eq!(refused, Err(expected), "{template}");
        }
    }

    #[test]
    fn one_text_has_one_digest() {
        let twin = Format { digest: DigestKind::HmacSha256, ..format("twin", "sk_{hex:64}", "ends") };
        let same = Format { digest: DigestKind::Sha256, ..twin.clone() };
        let message = "formats `secret` and `twin`: one text could fit both, and their digests differ";
        assert_eq!(Formats::new([twin]).unwrap_err().to_string(), message);
        assert!(Formats::new([same]).is_ok());
    }
}
