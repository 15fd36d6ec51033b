//! Where randomness comes from.

/// A source of randomness, handed in so that a test can fix it.
pub trait Entropy: Send + Sync {
    /// Overwrites the whole of `buffer` with bytes that nobody can predict.
    ///
    /// It cannot fail: a source that may fail has to abort, since a key must never be made of anything
    /// weaker. Nor may it repeat one byte for ever: [`Template::generate`](crate::Template::generate) passes
    /// over bytes that would favour some characters, and would wait for another one in vain.
    fn fill(&self, buffer: &mut [u8]);
}
