//! What is stored of a secret.

use std::fmt;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha2::block_api::compress256;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// How many bytes a digest has.
const LEN: usize = 32;

/// A 32-byte digest of a secret: what is stored and looked up.
///
/// `==` and `Hash` are for maps. Where the time a comparison takes could tell somebody something, use
/// [`ct_eq`](Self::ct_eq). `Debug` prints the first four bytes only.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; LEN]);

impl Digest {
    /// Takes bytes that already are a digest.
    pub const fn from_bytes(bytes: [u8; LEN]) -> Self {
        Self(bytes)
    }

    /// The bytes, as stored.
    pub const fn as_bytes(&self) -> &[u8; LEN] {
        &self.0
    }

    /// SHA-256 of the text's UTF-8 bytes.
    ///
    /// ```
    /// let abc = keyward_token::Digest::sha256("abc");
    /// assert_eq!(abc.to_hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    /// ```
    #[inline]
    pub fn sha256(text: &str) -> Self {
        match one_block(text.as_bytes()) {
            Some(block) => Self(of_block(&block)),
            None => Self(Sha256::digest(text).into()),
        }
    }

    /// Reads 64 hexadecimal digits of either case.
    pub fn from_hex(text: &str) -> Result<Self, DigestError> {
        let mut bytes = [0; LEN];
        hex::decode_to_slice(text, &mut bytes).map(|()| Self(bytes)).map_err(|_| DigestError::Hex)
    }

    /// Reads base64 of the standard or the URL-safe alphabet, padded or not.
    pub fn from_base64(text: &str) -> Result<Self, DigestError> {
        const CONFIG: GeneralPurposeConfig =
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let alphabet = if text.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
        let bytes = GeneralPurpose::new(alphabet, CONFIG).decode(text).map_err(|_| DigestError::Base64)?;
        Self::try_from(bytes.as_slice())
    }

    /// 64 lower-case hexadecimal digits.
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }

    /// Whether both are the same, in a time that does not depend on where they differ.
    #[must_use]
    pub fn ct_eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// A short message as SHA-256 pads it (FIPS 180-4, 5.1.1): itself, a bit, zeros and its length in bits; `None` when that is more than one block.
///
/// Most keys are so short, and for one block the general hasher's buffer costs a third of the whole.
#[inline]
fn one_block(message: &[u8]) -> Option<[u8; 64]> {
    const WORD: usize = 16;
    if message.len() > 55 {
        return None;
    }
    let mut block = [0; 64];
    let (words, rest) = message.as_chunks::<WORD>();
    let (places, _) = block.as_chunks_mut::<WORD>();
    for (place, word) in places.iter_mut().zip(words) {
        *place = *word;
    }
    // The rest is taken out of the last whole word's worth of the message: a copy of so few bytes would be a call.
    let rest = match message.last_chunk::<WORD>() {
        Some(_) if rest.is_empty() => 0,
        Some(tail) => u128::from_le_bytes(*tail) >> (8 * (WORD - rest.len())),
        None => rest.iter().rev().fold(0, |word, byte| word << 8 | u128::from(*byte)),
    };
    let end = 0x80 << (8 * (message.len() % WORD));
    places[message.len() / WORD] = (rest | end).to_le_bytes();
    let bits = 8 * message.len() as u64;
    block[56..].copy_from_slice(&bits.to_be_bytes());
    Some(block)
}

/// SHA-256 of a message that is one block (FIPS 180-4, 6.2, from the initial value in 5.3.3).
#[inline]
fn of_block(block: &[u8; 64]) -> [u8; LEN] {
    let mut state = [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ];
    compress256(&mut state, std::slice::from_ref(block));
    let mut digest = [0; LEN];
    for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    digest
}

impl TryFrom<&[u8]> for Digest {
    type Error = DigestError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self).map_err(|_| DigestError::Length(bytes.len()))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({}…)", hex::encode(&self.0[..4]))
    }
}

/// The text or bytes are not a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// Not 64 hexadecimal digits.
    #[error("a digest in hexadecimal is 64 digits 0-9a-f")]
    Hex,
    /// Not base64 of either alphabet.
    #[error("not base64, standard or URL-safe")]
    Base64,
    /// So many bytes instead of 32.
    #[error("a digest is 32 bytes, not {0}")]
    Length(usize),
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::{Digest, DigestError};

    const DEV_KEY: &str = "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe";
    const DEV_HEX: &str = "c3b3fa371183f0df159d659da0b42c5270c8d53c22e180df2286e059c75802ab";

    #[test]
    fn the_development_key_is_hashed_as_text() {
        assert_eq!(Digest::sha256(DEV_KEY).to_hex(), DEV_HEX);
        assert_eq!(Digest::from_hex(&DEV_HEX.to_uppercase()), Ok(Digest::sha256(DEV_KEY)));
    }

    #[test]
    fn short_texts_are_hashed_as_long_ones() {
        let text: String = ('!'..='~').collect();
        for length in 0..text.len() {
            let expected: [u8; 32] = Sha256::digest(&text[..length]).into();
            assert_eq!(*Digest::sha256(&text[..length]).as_bytes(), expected, "{length}");
        }
    }

    #[test]
    fn base64_of_both_alphabets_padded_or_not() {
        let digest = Digest::from_bytes([0xfb; 32]);
        let url_safe = "-_v7".repeat(10) + "-_s";
        let standard = url_safe.replace('-', "+").replace('_', "/");
        for text in [&url_safe, &standard, &format!("{url_safe}="), &format!("{standard}=")] {
            assert_eq!(Digest::from_base64(text), Ok(digest), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(Digest::from_hex("c3b3"), Err(DigestError::Hex));
        assert_eq!(Digest::from_hex(&"g".repeat(64)), Err(DigestError::Hex));
        assert_eq!(Digest::from_base64("+_v7"), Err(DigestError::Base64));
        assert_eq!(Digest::from_base64("AAAA"), Err(DigestError::Length(3)));
        assert_eq!(Digest::try_from([0; 31].as_slice()), Err(DigestError::Length(31)));
    }

    #[test]
    fn debug_shows_four_bytes() {
        assert_eq!(format!("{:?}", Digest::sha256(DEV_KEY)), "Digest(c3b3fa37…)");
    }

    #[test]
    fn constant_time_equality_agrees_with_equality() {
        let digest = Digest::sha256(DEV_KEY);
        assert!(digest.ct_eq(&Digest::sha256(DEV_KEY)));
        assert!(!digest.ct_eq(&Digest::sha256("")));
    }
}
