//! Licence keys: `FLVR-7K2M-Q9XD-R4TB-H3WZ`, whose last group is a keyed checksum, so that a typo or an invention is refused without a
//! look-up (contract hub, B.0).

use std::fmt;
use std::str::FromStr;

use keyward_token::{Digest, Entropy, Pepper};

/// The 32 symbols of new keys: no `I`, `O`, `0` or `1`, which people mix up.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const GROUPS: usize = 4;
const GROUP: usize = 4;
/// `FLVR` and four groups, each after a hyphen.
const LENGTH: usize = GROUP + GROUPS * (GROUP + 1);
/// All but the checksum and its hyphen.
const BODY: usize = LENGTH - GROUP - 1;
/// Symbols that are drawn at random: 60 bits.
const RANDOM: usize = (GROUPS - 1) * GROUP;

/// The first group of every key: four capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LicenseKeyPrefix([u8; GROUP]);

/// The text is no prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be four capital letters, such as FLVR")]
pub struct LicenseKeyPrefixError;

impl FromStr for LicenseKeyPrefix {
    type Err = LicenseKeyPrefixError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let letters = <[u8; GROUP]>::try_from(text.as_bytes()).map_err(|_| LicenseKeyPrefixError)?;
        if letters.iter().all(u8::is_ascii_uppercase) {
            Ok(Self(letters))
        } else {
            Err(LicenseKeyPrefixError)
        }
    }
}

impl Default for LicenseKeyPrefix {
    /// The contract's.
    fn default() -> Self {
        Self(*b"FLVR")
    }
}

impl fmt::Display for LicenseKeyPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}

/// A key whose checksum is right. Who holds it may activate the licence, so that `Debug` tells no more than [`display`](Self::display).
#[derive(Clone, PartialEq, Eq)]
pub struct LicenseKey(Box<str>);

impl LicenseKey {
    /// The key itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What may be shown where the key may not: `FLVR-7K2M-****-****-H3WZ`.
    pub fn display(&self) -> String {
        let group = |at: usize| &self.0[at * (GROUP + 1)..at * (GROUP + 1) + GROUP];
        format!("{}-{}-****-****-{}", group(0), group(1), group(GROUPS))
    }
}

impl fmt::Debug for LicenseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display())
    }
}

/// Makes keys and tells which texts can be one.
#[derive(Debug, Clone)]
pub struct LicenseKeys {
    prefix: LicenseKeyPrefix,
    checksum: Pepper,
    index: Pepper,
}

impl LicenseKeys {
    /// Keys of this prefix. `checksum` and `index` are two secrets of the server: whoever knows the first can tell a well-formed
    /// key, whoever knows the second can tell which row a known key belongs to.
    pub fn new(prefix: LicenseKeyPrefix, checksum: Pepper, index: Pepper) -> Self {
        Self { prefix, checksum, index }
    }

    /// The key that a text is, upper or lower case, white space around it. `None`, without a look-up, for everything that this server
    /// can't have made.
    pub fn read(&self, text: &str) -> Option<LicenseKey> {
        let text = text.trim();
        if text.len() != LENGTH {
            return None;
        }
        let text = text.to_ascii_uppercase();
        let mut groups = text.split('-');
        let shaped = groups.next()?.as_bytes() == self.prefix.0
            && groups.clone().count() == GROUPS
            && groups
                .all(|group| group.len() == GROUP && group.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if !shaped {
            return None;
        }
        let expected = self.checksum(&text[..BODY]);
        let sent = &text.as_bytes()[BODY + 1..];
        // Each symbol is looked at, so that the time tells nobody how many were right.
        let differs =
            expected.iter().zip(sent).fold(0, |differs, (expected, sent)| differs | (expected ^ sent));
        (differs == 0).then(|| LicenseKey(text.into()))
    }

    /// A new key.
    pub fn generate(&self, entropy: &dyn Entropy) -> LicenseKey {
        let mut drawn = [0; RANDOM];
        entropy.fill(&mut drawn);
        let mut text = self.prefix.to_string();
        for group in drawn.chunks(GROUP) {
            text.push('-');
            text.extend(group.iter().map(|byte| symbol(u32::from(*byte))));
        }
        let checksum = self.checksum(&text);
        text.push('-');
        text.extend(checksum.iter().map(|byte| char::from(*byte)));
        LicenseKey(text.into())
    }

    /// What a key is found by: a database without the server's secret tells nobody which key a row is of.
    pub fn index(&self, key: &LicenseKey) -> Digest {
        self.index.digest(key.expose())
    }

    /// The first 20 bits of HMAC-SHA-256, five to a symbol.
    fn checksum(&self, body: &str) -> [u8; GROUP] {
        let digest = self.checksum.digest(body);
        let [first, second, third, ..] = *digest.as_bytes();
        let bits = u32::from_be_bytes([0, first, second, third]) >> 4;
        [15, 10, 5, 0].map(|shift| ALPHABET[(bits >> shift & 31) as usize])
    }
}

/// 256 is a multiple of 32, so that each symbol is equally likely.
fn symbol(number: u32) -> char {
    char::from(ALPHABET[(number & 31) as usize])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Bytes([u8; RANDOM]);
    impl Entropy for Bytes {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.copy_from_slice(&self.0[..buffer.len()]);
        }
    }

    fn keys(secret: u8) -> LicenseKeys {
        let pepper = |id: &str, key| Pepper::new(id.parse().unwrap(), [key; 32]);
        LicenseKeys::new(LicenseKeyPrefix::default(), pepper("checksum", secret), pepper("index", secret + 1))
    }

    proptest! {
        #[test]
        fn every_key_comes_back_however_it_is_typed(drawn: [u8; RANDOM]) {
            let key = keys(7).generate(&Bytes(drawn));
            prop_assert_eq!(keys(7).read(key.expose()), Some(key.clone()));
            prop_assert_eq!(keys(7).read(&format!(" \t{}\n", key.expose().to_lowercase())), Some(key.clone()));
            prop_assert!(key.expose().bytes().skip(5).all(|byte| byte == b'-' || ALPHABET.contains(&byte)));
        }

        #[test]
        fn another_symbol_anywhere_is_no_key(drawn: [u8; RANDOM], at in 5..LENGTH, to in 0_u32..32) {
            let key = keys(7).generate(&Bytes(drawn));
            let mut changed = key.expose().as_bytes().to_vec();
            changed[at] = symbol(to) as u8;
            let changed = String::from_utf8(changed).unwrap();
            // Of the drawn symbols one in 2^20 other keys has the same checksum; none of these does in practice.
            prop_assert_eq!(keys(7).read(&changed).is_some(), changed == key.expose());
        }

        #[test]
        fn no_text_is_too_odd(text in "\\PC{0,40}") {
            prop_assert_eq!(keys(7).read(&text), None);
        }
    }

    #[test]
    fn a_key_of_another_server_is_none_of_ours() {
        let key = keys(7).generate(&Bytes([9; RANDOM]));
        assert_eq!(keys(8).read(key.expose()), None);
        assert_ne!(keys(8).index(&key), keys(7).index(&key));
    }

    #[test]
    fn the_checksum_is_the_head_of_the_hmac() {
        let key = keys(7).generate(&Bytes([0; RANDOM]));
        assert!(key.expose().starts_with("FLVR-AAAA-AAAA-AAAA-"));
        let pepper = Pepper::new("checksum".parse().unwrap(), [7; 32]);
        let hex = pepper.digest("FLVR-AAAA-AAAA-AAAA").to_hex();
        let bits = u32::from_str_radix(&hex[..5], 16).unwrap();
        let expected: String = [15, 10, 5, 0].iter().map(|shift| symbol(bits >> shift)).collect();
        assert_eq!(&key.expose()[BODY + 1..], expected);
    }

    #[test]
    fn debug_tells_neither_of_the_middle_groups() {
        let key = keys(7).generate(&Bytes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
        let tail = &key.expose()[BODY + 1..];
        assert_eq!(format!("{key:?}"), format!("FLVR-BCDE-****-****-{tail}"));
    }

    #[test]
    fn a_prefix_is_four_capital_letters() {
        assert_eq!("KEYW".parse::<LicenseKeyPrefix>().unwrap().to_string(), "KEYW");
        for bad in ["", "FLV", "FLVRS", "flvr", "FL-R", "FLÄ"] {
            assert_eq!(bad.parse::<LicenseKeyPrefix>(), Err(LicenseKeyPrefixError), "{bad}");
        }
    }
}
