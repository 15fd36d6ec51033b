//! A secret in the clear.

use std::fmt;

use zeroize::Zeroizing;

/// A secret in the clear, wiped from memory on drop.
///
/// It can be neither cloned, compared nor serialised, and its `Debug` tells nothing; every use of the text
/// goes through [`expose`](Self::expose), which a reviewer can search for.
///
/// ```
/// let secret = keyward_token::PlainSecret::new("sk_0cc5");
/// assert_eq!(format!("{secret:?}"), "PlainSecret(…)");
/// ```
pub struct PlainSecret(Zeroizing<String>);

impl PlainSecret {
    /// Takes over a text. A borrowed one is copied, and the caller's own copy is not wiped.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PlainSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainSecret(…)")
    }
}
