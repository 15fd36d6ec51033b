//! A hasher for maps keyed by digests.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// Hashes [`Digest`](keyward_token::Digest)s: two words of the digest, each hidden by a secret word, multiplied and folded.
///
/// A digest is already spread evenly. The secret is there because callers choose the texts: by trying, anybody can find
/// texts whose digests begin alike, but not texts that meet in a table whose secret they do not know. Other keys than
/// digests are hashed correctly, though not well.
#[derive(Clone)]
pub struct DigestState {
    secret: [u64; 2],
}

impl Default for DigestState {
    /// A new secret, from the keys that the standard library draws for its own maps.
    fn default() -> Self {
        let random = RandomState::new();
        Self { secret: [random.hash_one(0_u8), random.hash_one(1_u8)] }
    }
}

impl std::fmt::Debug for DigestState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DigestState")
    }
}

impl BuildHasher for DigestState {
    type Hasher = DigestHasher;

    fn build_hasher(&self) -> DigestHasher {
        DigestHasher { secret: self.secret, hash: 0 }
    }
}

/// See [`DigestState`].
#[derive(Debug)]
pub struct DigestHasher {
    secret: [u64; 2],
    hash: u64,
}

impl Hasher for DigestHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        if let Some((head, _)) = bytes.split_first_chunk::<16>() {
            let words = u128::from_le_bytes(*head);
            self.mix(low(words), low(words >> 64));
        } else {
            for byte in bytes {
                self.mix(u64::from(*byte), 1);
            }
        }
    }

    /// The length that precedes an array's bytes: the same for every digest.
    #[inline]
    fn write_usize(&mut self, _length: usize) {}

    #[inline]
    fn finish(&self) -> u64 {
        self.hash
    }
}

impl DigestHasher {
    #[inline]
    fn mix(&mut self, one: u64, other: u64) {
        let product = u128::from(one ^ self.secret[0] ^ self.hash) * u128::from(other ^ self.secret[1]);
        self.hash = low(product) ^ low(product >> 64);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
const fn low(wide: u128) -> u64 {
    wide as u64
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use keyward_token::Digest;

    use super::*;

    #[test]
    fn spreads_in_every_part_of_the_hash() {
        let state = DigestState::default();
        let hashes: Vec<u64> = (0..4096).map(|n| state.hash_one(Digest::sha256(&n.to_string()))).collect();
        for shift in [0, 20, 57] {
            let seen: HashSet<u64> = hashes.iter().map(|hash| hash >> shift & 0x7f).collect();
            assert_eq!(seen.len(), 128, "bits {shift}..");
        }
    }

    #[test]
    fn differs_by_secret_and_not_by_time() {
        let (one, other) = (DigestState::default(), DigestState::default());
        let digest = Digest::sha256("a");
        assert_eq!(one.hash_one(digest), one.clone().hash_one(digest));
        assert_ne!(one.hash_one(digest), other.hash_one(digest));
    }
}
