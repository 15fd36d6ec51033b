use std::fmt;
use std::str::FromStr;

use keyward_token::Digest;

use crate::config::text::text_value;

/// The SHA-256 of a credential: 64 hexadecimal digits. One way to write each, so small letters only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sha256Hex(Digest);

impl Sha256Hex {
    /// The digest that a key is looked up by.
    pub fn digest(&self) -> Digest {
        self.0
    }
}

impl FromStr for Sha256Hex {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused =
            "must be the SHA-256 of a key as 64 hexadecimal digits in small letters, never the key itself";
        if text.bytes().any(|c| c.is_ascii_uppercase()) {
            return Err(refused);
        }
        Digest::from_hex(text).map(Self).map_err(|_| refused)
    }
}

impl fmt::Display for Sha256Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_hex())
    }
}

text_value!(Sha256Hex);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_way_to_write_each() {
        let digits = "0123456789abcdef".repeat(4);
        assert_eq!(digits.parse::<Sha256Hex>().expect("a digest").to_string(), digits);
        for bad in [digits.to_uppercase(), digits[1..].to_owned(), "sk_live".to_owned(), "g".repeat(64)] {
            assert!(bad.parse::<Sha256Hex>().is_err(), "{bad}");
        }
    }
}
