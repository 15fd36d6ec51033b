//! Typed ids, and the opaque text that stands for them on the wire.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use sqids::Sqids;

/// A kind of thing that has an id; `PREFIX` is how its ids begin on the wire.
pub trait Entity {
    /// Text before the underscore, such as `key`.
    const PREFIX: &'static str;
}

/// The primary key of a row of kind `T`.
pub struct Id<T>(i64, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// Wraps a primary key read from storage.
    pub const fn new(value: i64) -> Self {
        Self(value, PhantomData)
    }

    /// The primary key.
    pub const fn get(self) -> i64 {
        self.0
    }
}

// Written out because a derive would ask the same of the marker `T`.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T: Entity> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", T::PREFIX, self.0)
    }
}

/// Turns ids into opaque text and back: `key_` and a [Sqids](https://sqids.org) text of at least eight characters.
///
/// The alphabet is shuffled by a seed that belongs to the database, so that the text tells no
/// count to somebody who has not got the seed, and stays the same for every instance on it.
pub struct IdCodec {
    sqids: Sqids,
}

impl fmt::Debug for IdCodec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdCodec")
    }
}

const ALPHABET: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const MIN_LENGTH: u8 = 8;

impl IdCodec {
    /// Makes the codec of a database from the seed stored in it.
    pub fn new(seed: [u8; 32]) -> Self {
        let sqids = Sqids::builder()
            .alphabet(shuffled(seed))
            .min_length(MIN_LENGTH)
            // Opaque ids are no words; re-encoding around a word list would make some ids undecodable across versions of that list.
            .blocklist(std::collections::HashSet::new())
            .build();
        match sqids {
            Ok(sqids) => Self { sqids },
            // A permutation of a fixed valid alphabet is a valid alphabet.
            Err(error) => unreachable_alphabet(&error),
        }
    }

    /// The wire text of an id.
    pub fn encode<T: Entity>(&self, id: Id<T>) -> String {
        self.encode_any(T::PREFIX, id.get())
    }

    /// The wire text of an id whose kind is known by its prefix alone.
    pub fn encode_any(&self, prefix: &str, id: i64) -> String {
        let number = u64::try_from(id).unwrap_or_default();
        format!("{prefix}_{}", self.sqids.encode(&[number]).unwrap_or_default())
    }

    /// The prefix and the id that a wire text of any kind stands for.
    pub fn decode_any<'a>(&self, text: &'a str) -> Option<(&'a str, i64)> {
        let (prefix, body) = text.rsplit_once('_')?;
        let id = self.decode_body(body)?;
        (self.encode_any(prefix, id) == text).then_some((prefix, id))
    }

    /// The id that a wire text stands for; `None` for another kind's prefix and for anything that [`encode`](Self::encode) does not print.
    pub fn decode<T: Entity>(&self, text: &str) -> Option<Id<T>> {
        let id = Id::new(self.decode_body(text.strip_prefix(T::PREFIX)?.strip_prefix('_')?)?);
        // Sqids decodes some texts that it would not print: one id, one text.
        (self.encode(id) == text).then_some(id)
    }

    fn decode_body(&self, body: &str) -> Option<i64> {
        if body.len() > 24 {
            return None;
        }
        let &[number] = self.sqids.decode(body).as_slice() else { return None };
        i64::try_from(number).ok()
    }
}

#[expect(clippy::panic, reason = "the alphabet is a constant; only its order varies")]
fn unreachable_alphabet(error: &sqids::Error) -> ! {
    panic!("a shuffled alphabet was refused: {error}")
}

/// Fisher-Yates, drawing from the seed's bytes in turn. It hides counts; it is not a cipher.
fn shuffled(seed: [u8; 32]) -> Vec<char> {
    let mut alphabet: Vec<char> = ALPHABET.chars().collect();
    let mut state = u64::from_le_bytes(seed[..8].try_into().unwrap_or_default());
    for (index, upper) in (1..alphabet.len()).rev().enumerate() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407)
            ^ u64::from(seed[index % seed.len()]);
        let pick = usize::try_from((state >> 33) % (upper as u64 + 1)).unwrap_or_default();
        alphabet.swap(upper, pick);
    }
    alphabet
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Key, User};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_id_comes_back(number in 0..i64::MAX, seed: [u8; 32]) {
            let codec = IdCodec::new(seed);
            let id: Id<Key> = Id::new(number);
            prop_assert_eq!(codec.decode::<Key>(&codec.encode(id)), Some(id));
            prop_assert_eq!(codec.decode::<User>(&codec.encode(id)), None);
            let text = codec.encode(id);
            prop_assert_eq!(codec.decode_any(&text), Some(("key", number)));
        }

        #[test]
        fn what_decodes_is_what_is_printed(text in "key_[0-9a-zA-Z]{0,26}") {
            let codec = IdCodec::new([7; 32]);
            if let Some(id) = codec.decode::<Key>(&text) {
                prop_assert_eq!(codec.encode(id), text);
            }
        }
    }

    #[test]
    fn the_text_depends_on_the_seed() {
        let id: Id<Key> = Id::new(1);
        assert_ne!(IdCodec::new([1; 32]).encode(id), IdCodec::new([2; 32]).encode(id));
        assert_eq!(IdCodec::new([1; 32]).encode(id), IdCodec::new([1; 32]).encode(id));
    }
}
