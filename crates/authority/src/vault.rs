//! Sealing what must be read back: ChaCha20-Poly1305 under keys derived from one master secret (HKDF-SHA-256, RFC 5869).

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hkdf::Hkdf;
use keyward_token::Entropy;
use sha2::Sha256;

/// The one secret that a server's other keys are derived from; 32 bytes, kept in the data directory or the environment.
#[derive(Clone)]
pub struct MasterSecret([u8; 32]);

impl MasterSecret {
    /// Wraps the bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl MasterSecret {
    /// The secret for a purpose, from which neither this one nor another purpose's can be found.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut key = [0; 32];
        // 32 bytes are within HKDF's 255 blocks, so this can't fail.
        let _ = Hkdf::<Sha256>::new(None, &self.0).expand(purpose.as_bytes(), &mut key);
        key
    }
}

impl fmt::Debug for MasterSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterSecret(…)")
    }
}

/// Seals and opens for one purpose.
#[derive(Clone)]
pub struct Vault(ChaCha20Poly1305);

/// The sealed bytes were changed, or sealed for something else, or under another master secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed data can't be opened: it was changed, or sealed under another master secret")]
pub struct Broken;

const NONCE_BYTES: usize = 12;

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(…)")
    }
}

impl Vault {
    /// The vault for a purpose; vaults of different purposes can't open each other's.
    pub fn new(master: &MasterSecret, purpose: &str) -> Self {
        Self(ChaCha20Poly1305::new(&Key::from(master.derive(purpose))))
    }

    /// Seals a text so that only the same `context` opens it: nonce, then ciphertext and tag.
    pub fn seal(&self, plain: &[u8], context: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        entropy.fill(&mut nonce);
        let sealed = self.0.encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: context });
        // Encryption fails for texts past 256 GiB alone.
        [nonce.to_vec(), sealed.unwrap_or_default()].concat()
    }

    /// Opens what was sealed with the same `context`.
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> Result<Vec<u8>, Broken> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(Broken)?;
        self.0.decrypt(&Nonce::from(*nonce), Payload { msg: body, aad: context }).map_err(|_| Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ones;
    impl Entropy for Ones {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(1);
        }
    }

    #[test]
    fn opens_what_it_sealed_and_nothing_else() {
        let master = MasterSecret::new([7; 32]);
        let vault = Vault::new(&master, "a");
        let sealed = vault.seal(b"secret", b"row 1", &Ones);
        assert_eq!(vault.open(&sealed, b"row 1"), Ok(b"secret".to_vec()));
        assert_eq!(vault.open(&sealed, b"row 2"), Err(Broken));
        assert_eq!(Vault::new(&master, "b").open(&sealed, b"row 1"), Err(Broken));
        let mut changed = sealed.clone();
        changed[NONCE_BYTES] ^= 1;
        assert_eq!(vault.open(&changed, b"row 1"), Err(Broken));
        assert_eq!(vault.open(&sealed[..5], b"row 1"), Err(Broken));
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
    }
}
