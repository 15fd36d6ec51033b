//! What can be said of a template without a key of it.

use super::{Part, Template};
use crate::alphabet::Alphabet;
use crate::{EnvTag, checksum};

impl Template {
    /// How many random bits a key has, rounded down. A checksum adds none.
    pub fn entropy_bits(&self) -> u32 {
        self.hidden_bits(0, 0)
    }

    /// How many of them are left when the `first` and the `last` characters are shown.
    pub(crate) fn hidden_bits(&self, first: usize, last: usize) -> u32 {
        let hidden = first..self.len.saturating_sub(last);
        let mut start = 0;
        let mut millibits = 0;
        for part in &self.parts {
            let end = start + part.len();
            if let Part::Random { alphabet, .. } = part {
                millibits +=
                    alphabet.millibits() * end.min(hidden.end).saturating_sub(start.max(hidden.start));
            }
            start = end;
        }
        u32::try_from(millibits / 1000).unwrap_or(u32::MAX)
    }

    /// Whether some text may fit both templates. Checksums count as any six characters, so a yes may be
    /// wrong, a no never is.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.len == other.len
            && self
                .columns()
                .zip(other.columns())
                .all(|(ours, theirs)| ours.iter().any(|byte| theirs.contains(byte)))
    }

    /// Whether keys contain `byte`, or texts commonly written as keys do.
    pub(crate) fn spells(&self, byte: u8) -> bool {
        byte.is_ascii_alphanumeric()
            || byte == b'_'
            || self
                .parts
                .iter()
                .any(|part| matches!(part, Part::Literal(text) if text.as_bytes().contains(&byte)))
    }

    /// A regular expression, without anchors, for texts written so; for secret scanners such as gitleaks.
    ///
    /// ```
    /// let template: keyward_token::Template = "kw_{env}_{base62:32}{crc}".parse()?;
    /// assert_eq!(template.pattern(), "kw_(?:live|test)_[0-9A-Za-z]{32}[0-9A-Za-z]{6}");
    /// # Ok::<_, keyward_token::TemplateError>(())
    /// ```
    pub fn pattern(&self) -> String {
        self.parts.iter().map(Part::pattern).collect()
    }

    /// For each character of a key, what it may be.
    fn columns(&self) -> impl Iterator<Item = &[u8]> {
        self.parts.iter().flat_map(|part| (0..part.len()).map(|at| part.column(at)))
    }
}

impl Part {
    fn column(&self, at: usize) -> &[u8] {
        // `EnvTag::ALL`, read downwards.
        const ENV: [[u8; 2]; EnvTag::LEN] = {
            let [live, test] = [EnvTag::ALL[0].as_str().as_bytes(), EnvTag::ALL[1].as_str().as_bytes()];
            [[live[0], test[0]], [live[1], test[1]], [live[2], test[2]], [live[3], test[3]]]
        };
        match self {
            Self::Literal(text) => &text.as_bytes()[at..=at],
            Self::Random { alphabet, .. } => alphabet.symbols(),
            Self::Env => &ENV[at],
            Self::Checksum => Alphabet::Base62.symbols(),
        }
    }

    fn pattern(&self) -> String {
        match self {
            Self::Literal(text) => escape(text),
            Self::Random { alphabet, count } => format!("{}{{{count}}}", alphabet.class()),
            Self::Env => format!("(?:{})", EnvTag::ALL.map(EnvTag::as_str).join("|")),
            Self::Checksum => format!("{}{{{}}}", Alphabet::Base62.class(), checksum::LEN),
        }
    }
}

fn escape(literal: &str) -> String {
    let mut escaped = String::with_capacity(literal.len());
    for character in literal.chars() {
        if r"\.+*?()|[]^$".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::Template;

    fn template(source: &str) -> Template {
        source.parse().unwrap()
    }

    #[test]
    fn measures() {
        for (source, prefix, bits, checksum, len) in [
            ("kw_{env}_{base62:32}{crc}", "kw_", 190, true, 46),
            ("fh_live_{hex:40}", "fh_live_", 160, false, 48),
            ("{base32:20}-{hex:2}", "", 108, false, 23),
            ("only", "only", 0, false, 4),
        ] {
            let template = template(source);
            let measured = (
                template.literal_prefix(),
                template.entropy_bits(),
                template.has_checksum(),
                template.max_len(),
            );
            assert_eq!(measured, (prefix, bits, checksum, len), "{source}");
        }
    }

    #[test]
    fn what_is_shown_no_longer_counts() {
        let template = template("sk_{hex:64}");
        assert_eq!(template.hidden_bits(3, 0), 256);
        assert_eq!(template.hidden_bits(5, 2), 240);
        assert_eq!(template.hidden_bits(60, 60), 0);
    }

    #[test]
    fn overlaps_where_each_column_does() {
        for (one, other, expected) in [
            ("sk_{hex:64}", "sk_{hex:64}", true),
            ("sk_{hex:64}", "sk_{hex:62}ab", true),
            ("sk_{hex:64}", "sk_{base62:58}{crc}", true),
            ("sk_{hex:64}", "sk_{hex:63}", false),
            ("sk_{hex:64}", "pk_{hex:64}", false),
            ("sk_{hex:64}", "sk_{hex:63}z", false),
            ("fj_live_{hex:64}", "fj_{env}_{hex:64}", true),
            ("fj_stag_{hex:64}", "fj_{env}_{hex:64}", false),
        ] {
            assert_eq!(template(one).overlaps(&template(other)), expected, "{one} {other}");
            assert_eq!(template(other).overlaps(&template(one)), expected, "{other} {one}");
        }
    }

    #[test]
    fn patterns_escape_literals() {
        assert_eq!(template("a.b+{base32:20}").pattern(), r"a\.b\+[0-9a-hjkmnp-tv-z]{20}");
    }
}
