//! Randomness that is the same in every run.

use std::sync::atomic::{AtomicU64, Ordering};

use keyward_token::Entropy;
use sha2::{Digest, Sha256};

/// SHA-256 over a seed and a counter: the same seed and calls give the same bytes.
///
/// Never for anything but tests: who knows the seed knows every key.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    next: AtomicU64,
}

impl SeededEntropy {
    /// A source that starts over with `seed`.
    pub const fn new(seed: u64) -> Self {
        Self { seed, next: AtomicU64::new(0) }
    }

    fn block(&self) -> [u8; 32] {
        let counter = self.next.fetch_add(1, Ordering::Relaxed);
        Sha256::new()
            .chain_update(self.seed.to_le_bytes())
            .chain_update(counter.to_le_bytes())
            .finalize()
            .into()
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            chunk.copy_from_slice(&self.block()[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_bytes(entropy: &SeededEntropy) -> [u8; 40] {
        let mut bytes = [0; 40];
        entropy.fill(&mut bytes);
        bytes
    }

    #[test]
    fn a_seed_gives_the_same_bytes_in_every_run() {
        assert_eq!(first_bytes(&SeededEntropy::new(7)), first_bytes(&SeededEntropy::new(7)));
        assert_ne!(first_bytes(&SeededEntropy::new(7)), first_bytes(&SeededEntropy::new(8)));
    }

    #[test]
    fn a_source_never_repeats_itself() {
        let entropy = SeededEntropy::new(7);
        assert_ne!(first_bytes(&entropy), first_bytes(&entropy));
    }
}
