//! The characters that random parts of a key are made of.

use zeroize::Zeroizing;

use crate::Entropy;

/// A set of characters, each an equally likely digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// `0-9a-f`.
    Hex,
    /// Crockford's, in lower case: `0-9a-z` without `i`, `l`, `o` and `u`.
    Base32,
    /// `0-9A-Za-z`, in this order.
    Base62,
}

impl Alphabet {
    /// The alphabet that a template calls `name`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "hex" => Some(Self::Hex),
            "base32" => Some(Self::Base32),
            "base62" => Some(Self::Base62),
            _ => None,
        }
    }

    /// The characters by value.
    pub(crate) const fn symbols(self) -> &'static [u8] {
        match self {
            Self::Hex => b"0123456789abcdef",
            Self::Base32 => b"0123456789abcdefghjkmnpqrstvwxyz",
            Self::Base62 => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        }
    }

    /// What one character is worth, in thousandths of a bit, rounded down.
    pub(crate) const fn millibits(self) -> usize {
        match self {
            Self::Hex => 4000,
            Self::Base32 => 5000,
            Self::Base62 => 5954,
        }
    }

    /// The same set as a regular expression's character class.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Hex => "[0-9a-f]",
            Self::Base32 => "[0-9a-hjkmnp-tv-z]",
            Self::Base62 => "[0-9A-Za-z]",
        }
    }

    /// Whether every byte is one of the characters.
    pub(crate) fn holds(self, bytes: &[u8]) -> bool {
        match self {
            Self::Hex => all(bytes, |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')),
            Self::Base32 => all(
                bytes,
                |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'h' | b'j' | b'k' | b'm' | b'n' | b'p'..=b't' | b'v'..=b'z'),
            ),
            Self::Base62 => all(bytes, |byte| byte.is_ascii_alphanumeric()),
        }
    }

    /// Appends `count` characters, each equally likely.
    pub(crate) fn draw(self, count: usize, entropy: &dyn Entropy, out: &mut String) {
        let symbols = self.symbols();
        let mask = symbols.len().next_power_of_two() - 1;
        let mut pool = Zeroizing::new([0_u8; 64]);
        let mut missing = count;
        while missing > 0 {
            entropy.fill(&mut *pool);
            // A byte beyond the last character is passed over; wrapping it around would favour the first
            // ones.
            let drawn = pool.iter().filter_map(|byte| symbols.get(usize::from(*byte) & mask)).take(missing);
            let before = out.len();
            out.extend(drawn.map(|symbol| char::from(*symbol)));
            missing -= out.len() - before;
        }
    }
}

/// Whether every byte is as `is` says.
pub(crate) fn all(bytes: &[u8], is: impl Fn(u8) -> bool) -> bool {
    // No early exit, unlike `Iterator::all`: so it compiles to vector instructions, and this is on every
    // check's way.
    bytes.iter().fold(true, |so_far, byte| so_far & is(*byte))
}

#[cfg(test)]
mod tests {
    use super::Alphabet;

    #[test]
    fn holds_exactly_its_symbols() {
        for alphabet in [Alphabet::Hex, Alphabet::Base32, Alphabet::Base62] {
            for byte in 0..=255 {
                assert_eq!(
                    alphabet.holds(&[byte]),
                    alphabet.symbols().contains(&byte),
                    "{alphabet:?} {byte}"
                );
            }
        }
    }

    #[test]
    fn a_character_is_worth_the_logarithm_of_the_alphabet() {
        for (alphabet, size) in
            [(Alphabet::Hex, 16.0_f64), (Alphabet::Base32, 32.0), (Alphabet::Base62, 62.0)]
        {
            assert_eq!(alphabet.millibits().to_string(), (size.log2() * 1000.0).floor().to_string());
        }
    }
}
