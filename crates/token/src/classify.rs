//! What a text that is offered as a key can be.

use crate::alphabet::all;
use crate::formats::MAX_KEY_LEN;
use crate::{DigestKind, Format, Formats, Match};

/// What a text that is offered as a key can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class<'a> {
    /// A key of this format, looked up by the digest that the format asks for.
    Known(&'a Format),
    /// A key of no format, at most 256 bytes of printable ASCII (0x21 to 0x7e): imported or configured,
    /// looked up by its SHA-256.
    Foreign,
    /// No key of ours, refused without a look-up: empty, too long, with other characters, or with the literal
    /// prefix of a format that has a checksum but not written so or with a wrong checksum.
    Malformed,
}

impl Formats {
    /// What `text` can be. Allocates nothing, looks nothing up, never fails.
    ///
    /// The first format that fits is told; where several do, all ask for the same digest.
    pub fn classify<'a>(&'a self, text: &str) -> Class<'a> {
        if let Some(format) = self.iter().find(|format| format.template.matches(text) == Match::Fits) {
            return Class::Known(format);
        }
        if self.imitates_checksummed(text) || !could_be_key(text) { Class::Malformed } else { Class::Foreign }
    }

    /// The digest that `text` would be looked up by; none for a text that is empty or longer than any key.
    ///
    /// For a caller that holds the digests of good keys at hand: where this one is among them, the rest of
    /// [`classify`](Self::classify), checksum included, can tell nothing more and may be left out. Where it
    /// is not, `classify` has to be asked before any costlier look-up. The two always agree.
    pub fn digest_kind(&self, text: &str) -> Option<DigestKind> {
        let keyed = |format: &&Format| format.digest == DigestKind::HmacSha256;
        let fits = |format: &Format| format.template.matches(text) == Match::Fits;
        let kind =
            if self.iter().filter(keyed).any(fits) { DigestKind::HmacSha256 } else { DigestKind::Sha256 };
        has_key_length(text).then_some(kind)
    }

    /// Whether `text`, which fits no format, begins as one with a checksum: mistyped, cut off or made up.
    fn imitates_checksummed(&self, text: &str) -> bool {
        self.iter().any(|format| {
            format.template.has_checksum() && text.starts_with(format.template.literal_prefix())
        })
    }
}

fn could_be_key(text: &str) -> bool {
    has_key_length(text) && all(text.as_bytes(), |byte| byte.is_ascii_graphic())
}

fn has_key_length(text: &str) -> bool {
    (1..=MAX_KEY_LEN).contains(&text.len())
}

#[cfg(test)]
mod tests {
    use super::Class;
    use crate::Formats;

    const HEX: &str = "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe";

    #[test]
    fn keys_of_each_format() {
        let formats = Formats::default();
        for (text, name) in [
            ("kw_live_000000000000000000000000000000003lNZlx", "native"),
            ("kw_test_abcdefghijklmnopqrstuvwxyz0123453VKcdU", "native"),
            (&format!("fh_live_{}", &HEX[..40]), "hub"),
            (&format!("sk_{HEX}"), "secret"),
            (&format!("pk_{HEX}"), "publishable"),
            (&format!("fj_live_{HEX}"), "flapjack"),
        ] {
            assert_eq!(Some(formats.classify(text)), formats.get(name).map(Class::Known), "{text}");
        }
    }

    #[test]
    fn imported_and_configured_keys() {
        let longest = "~".repeat(256);
        let formats = Formats::default();
        for text in [HEX, "sk_local_flexprice_test_key", "!", "fh_live_", "KW_live_x", &longest] {
            assert_eq!(formats.classify(text), Class::Foreign, "{text}");
        }
    }

    #[test]
    fn refused_without_a_look_up() {
        let too_long = "~".repeat(257);
        for text in [
            "",
            " ",
            "a key",
            "clé",
            "key\n",
            "\u{7f}",
            "kw_",
            "kw_anything",
            "kw_live_000000000000000000000000000000003lNZly",
            "kw_live_000000000000000000000000000000013lNZlx",
            "kw_prod_000000000000000000000000000000003lNZlx",
            &too_long,
        ] {
            assert_eq!(Formats::default().classify(text), Class::Malformed, "{text:?}");
        }
    }
}
