//! Peppers: server keys under which digests are made.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use crate::Digest;

/// The name of a pepper, stored beside each digest made under it: 1 to 16 of `a-z0-9`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PepperId(Box<str>);

impl PepperId {
    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PepperId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PepperId {
    type Err = PepperIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let spelled = text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'));
        if spelled && (1..=16).contains(&text.len()) { Ok(Self(text.into())) } else { Err(PepperIdError) }
    }
}

/// The text is no pepper's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pepper's id is 1 to 16 characters of a-z0-9")]
pub struct PepperIdError;

/// A server key under which digests are made. Its `Debug` prints the id alone.
#[derive(Clone)]
pub struct Pepper {
    id: PepperId,
    /// The state once the key is absorbed: two of the four SHA-256 blocks of a short HMAC, spared on each
    /// digest.
    keyed: Hmac<Sha256>,
}

impl Pepper {
    /// Prepares a key; the copy handed in is wiped.
    pub fn new(id: PepperId, mut key: [u8; 32]) -> Self {
        // HMAC pads a short key with zeros to one block. Done here, the length is right by type.
        let mut block = Zeroizing::new([0; 64]);
        block[..key.len()].copy_from_slice(&key);
        key.zeroize();
        Self { id, keyed: Hmac::new((&*block).into()) }
    }

    /// The name under which digests remember this pepper.
    pub fn id(&self) -> &PepperId {
        &self.id
    }

    /// HMAC-SHA-256 of the text's UTF-8 bytes.
    pub fn digest(&self, text: &str) -> Digest {
        let mut mac = self.keyed.clone();
        mac.update(text.as_bytes());
        Digest::from_bytes(mac.finalize().into_bytes().into())
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pepper({}, …)", self.id)
    }
}

/// The peppers of a server, newest first. May be empty.
///
/// New digests are made under the first; those made under the others still verify.
#[derive(Clone, Debug, Default)]
pub struct Peppers(Vec<Pepper>);

impl Peppers {
    /// Takes peppers, newest first; no two may have the same id.
    pub fn new(newest_first: Vec<Pepper>) -> Result<Self, DuplicatePepper> {
        for (at, pepper) in newest_first.iter().enumerate() {
            if newest_first[..at].iter().any(|earlier| earlier.id == pepper.id) {
                return Err(DuplicatePepper(pepper.id.clone()));
            }
        }
        Ok(Self(newest_first))
    }

    /// The one for new digests.
    pub fn current(&self) -> Option<&Pepper> {
        self.0.first()
    }

    /// All of them, newest first.
    pub fn iter(&self) -> std::slice::Iter<'_, Pepper> {
        self.0.iter()
    }

    /// The one of this id.
    pub fn get(&self, id: &PepperId) -> Option<&Pepper> {
        self.iter().find(|pepper| pepper.id == *id)
    }
}

impl<'a> IntoIterator for &'a Peppers {
    type Item = &'a Pepper;
    type IntoIter = std::slice::Iter<'a, Pepper>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Two peppers have the same id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("two peppers are called `{0}`")]
pub struct DuplicatePepper(pub PepperId);

#[cfg(test)]
mod tests {
    use super::{DuplicatePepper, Pepper, PepperId, PepperIdError, Peppers};

    fn pepper(id: &str, key: &[u8]) -> Pepper {
        let mut padded = [0; 32];
        padded[..key.len()].copy_from_slice(key);
        Pepper::new(id.parse().unwrap(), padded)
    }

    #[test]
    fn hmac_sha256_of_rfc_4231() {
        // Case 2. Its key is shorter than ours; zeros after it change nothing, as HMAC adds them anyway.
        let digest = pepper("p1", b"Jefe").digest("what do ya want for nothing?");
        assert_eq!(digest.to_hex(), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn a_full_length_key() {
        let digest = pepper("p1", &[0x0b; 32]).digest("Hi There");
        assert_eq!(digest.to_hex(), "198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7");
    }

    #[test]
    fn the_newest_is_first_and_ids_are_unique() {
        let peppers = Peppers::new(vec![pepper("b", b"2"), pepper("a", b"1")]).unwrap();
        let older: PepperId = "a".parse().unwrap();
        assert_eq!(peppers.current().unwrap().id().as_str(), "b");
        assert_eq!(peppers.get(&older).unwrap().id(), &older);
        assert!(peppers.get(&"c".parse().unwrap()).is_none());
        assert_eq!(
            Peppers::new(vec![pepper("a", b"2"), pepper("a", b"1")]).unwrap_err(),
            DuplicatePepper(older)
        );
    }

    #[test]
    fn ids_and_debug() {
        for bad in ["", "A", "a-b", "é", "01234567890123456"] {
            assert_eq!(bad.parse::<PepperId>(), Err(PepperIdError), "{bad}");
        }
        assert_eq!(format!("{:?}", pepper("p1", b"secret")), "Pepper(p1, …)");
    }
}
