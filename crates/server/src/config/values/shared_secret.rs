use std::fmt;
use std::str::FromStr;

use keyward_token::PlainSecret;

use crate::config::text::text_value;

const HIDDEN: &str = "********";
/// As many as the hash has (RFC 7518, 3.2).
const MIN_BYTES: usize = 32;

/// A secret that an issuer signs with: at least 32 bytes. It shows in [`SharedSecret::expose`] alone: `Debug`, `Display` and `Serialize`
/// hide it, and what they write in its place is too short to be taken for one.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedSecret(String);

impl SharedSecret {
    /// The secret, for whoever verifies with it.
    pub fn expose(&self) -> PlainSecret {
        PlainSecret::new(self.0.clone())
    }
}

impl Drop for SharedSecret {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

impl FromStr for SharedSecret {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() >= MIN_BYTES { Ok(Self(text.to_owned())) } else { Err("must have at least 32 bytes") }
    }
}

impl fmt::Display for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

text_value!(SharedSecret);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_hidden_and_its_mask_is_none() {
        let secret: SharedSecret = "a secret that has 32 bytes, or more".parse().expect("a secret");
        assert_eq!(format!("{secret} {secret:?}"), "******** ********");
        assert_eq!(secret.expose().expose(), "a secret that has 32 bytes, or more");
        assert!(HIDDEN.parse::<SharedSecret>().is_err());
    }
}
