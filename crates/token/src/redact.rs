//! Keeping keys out of logs.

use std::borrow::Cow;

use crate::Formats;

/// How many characters must follow a literal prefix for it to be taken for a key, or the beginning of one.
const MIN_TAIL: usize = 16;

/// The text with `***` in place of everything that may be a key.
///
/// That is every literal prefix of a format, wherever it stands, followed by 16 or more characters that keys
/// have: `A-Za-z0-9_` and whatever else is literal in some template; the prefix stays. So a key that was cut
/// off or mistyped is hidden too, and now and then a word that only looks like one. Borrowed where nothing
/// was found.
///
/// ```
/// let formats = keyward_token::Formats::default();
/// let line = "denied sk_0cc505d7b917e0b1f25ccbea029dd43f from 192.0.2.7";
/// assert_eq!(keyward_token::redact(line, &formats), "denied sk_*** from 192.0.2.7");
/// ```
pub fn redact<'a>(text: &'a str, formats: &Formats) -> Cow<'a, str> {
    let mut clean = String::new();
    let mut copied = 0;
    let mut at = 0;
    while at < text.len() {
        // Prefixes are ASCII: where the bytes of one stand, characters begin and end.
        let rest = &text.as_bytes()[at..];
        let found =
            formats.iter().find_map(|format| suspect(rest, format.template.literal_prefix(), formats));
        let Some((prefix, len)) = found else {
            at += 1;
            continue;
        };
        clean.push_str(&text[copied..at + prefix]);
        clean.push_str("***");
        at += len;
        copied = at;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    clean.push_str(&text[copied..]);
    Cow::Owned(clean)
}

/// The lengths of the prefix and of the whole of what `rest` begins with, if that may be a key.
fn suspect(rest: &[u8], prefix: &str, formats: &Formats) -> Option<(usize, usize)> {
    let tail = rest.strip_prefix(prefix.as_bytes())?;
    // Characters of every format, not of this one alone: what stops there cannot have begun another's key.
    let spells = |byte: &&u8| formats.iter().any(|format| format.template.spells(**byte));
    let len = tail.iter().take_while(spells).count();
    (len >= MIN_TAIL).then_some((prefix.len(), prefix.len() + len))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::redact;
    use crate::{DigestKind, DisplayRule, Format, Formats};

    const HEX: &str = "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe";

    #[test]
    fn keys_are_hidden_wherever_they_stand() {
        for (text, expected) in [
            (format!("é sk_{HEX} é"), "é sk_*** é"),
            (format!("{{\"key\":\"fj_live_{HEX}\"}}"), "{\"key\":\"fj_live_***\"}"),
            (format!("?k=pk_{HEX}&n=%20sk_{HEX}"), "?k=pk_***&n=%20sk_***"),
            (format!("xsk_{}", &HEX[..16]), "xsk_***"),
            ("kw_live_000000000000".to_owned(), "kw_***"),
        ] {
            assert_eq!(redact(&text, &Formats::default()), expected);
        }
    }

    #[test]
    fn anything_else_is_left_as_it_is() {
        for text in ["", "sk_", "sk_0c***fe", "fj_live_0cc5...", "key sk_ id 7", "naïve", HEX] {
            assert!(
                matches!(redact(text, &Formats::default()), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }

    #[test]
    fn literals_within_a_key_do_not_end_it() {
        let dashed = Format {
            name: "dashed".parse().unwrap(),
            template: "acme-{env}-{hex:40}".parse().unwrap(),
            digest: DigestKind::Sha256,
            display: DisplayRule::Ends,
        };
        let formats = Formats::new([dashed]).unwrap();
        let key = format!("acme-live-{}", &HEX[..40]);
        assert_eq!(redact(&format!("{key}, done"), &formats), "acme-***, done");
        assert_eq!(redact(&format!("sk_{HEX}{key}, done"), &formats), "sk_***, done");
    }
}
