//! E-mail addresses.

use std::fmt;
use std::str::FromStr;

/// An e-mail address in lower case: something before and after the last `@`, no white space and no control characters, at most
/// 254 characters (RFC 5321, 4.5.3.1.3). Delivery is the only real proof of one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

/// Why a text can't be an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an e-mail address")]
pub struct EmailAddressError;

const MAX_CHARS: usize = 254;

impl EmailAddress {
    /// The address, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailAddress {
    type Err = EmailAddressError;

    fn from_str(text: &str) -> Result<Self, EmailAddressError> {
        let (local, domain) = text.rsplit_once('@').ok_or(EmailAddressError)?;
        let visible = !text.chars().any(|c| c.is_whitespace() || c.is_control());
        let fits = visible && !local.is_empty() && !domain.is_empty() && text.chars().count() <= MAX_CHARS;
        if fits { Ok(Self(text.to_lowercase())) } else { Err(EmailAddressError) }
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_addresses_from_other_texts() {
        assert_eq!("A@B.example".parse::<EmailAddress>().unwrap().as_str(), "a@b.example");
        for bad in
            ["", "@", "a@", "@b", "a b@c", "a@b\r\nBcc: c@d", "a@b\0", &format!("{}@b", "a".repeat(254))]
        {
            assert_eq!(bad.parse::<EmailAddress>(), Err(EmailAddressError), "{bad}");
        }
    }
}
