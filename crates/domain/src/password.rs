//! What a password must be.

use std::fmt;

use keyward_token::PlainSecret;

use crate::EmailAddress;

/// A password that may be set: 8 to 128 characters, not the person's address or a part of it that would do by itself, and none of the
/// commonest ones. Composition rules are left out on purpose (NIST SP 800-63B, 3.1.1.2): they make passwords worse.
pub struct Password(PlainSecret);

/// Why a text can't be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than 8 characters.
    #[error("must be at least 8 characters")]
    TooShort,
    /// More than 128 characters.
    #[error("must be at most 128 characters")]
    TooLong,
    /// The e-mail address, or what stands before its `@`.
    #[error("must not be the e-mail address")]
    Email,
    /// One that everybody tries first.
    #[error("is one of the most common passwords: choose another")]
    Common,
}

const MIN_CHARS: usize = 8;
const MAX_CHARS: usize = 128;

/// The commonest passwords of 8 characters and more in published leaks, in lower case; one a line.
const COMMON: &str = include_str!("password/common.txt");

impl Password {
    /// Checks a text that is to be this person's password.
    pub fn new(text: &str, email: &EmailAddress) -> Result<Self, PasswordError> {
        let count = text.chars().take(MAX_CHARS + 1).count();
        if count < MIN_CHARS {
            return Err(PasswordError::TooShort);
        }
        if count > MAX_CHARS {
            return Err(PasswordError::TooLong);
        }
        let lower = text.trim().to_lowercase();
        let local = email.as_str().rsplit_once('@').map_or("", |(local, _)| local);
        if lower == email.as_str() || lower == local {
            return Err(PasswordError::Email);
        }
        if COMMON.lines().any(|common| common == lower) || is_one_character(&lower) {
            return Err(PasswordError::Common);
        }
        Ok(Self(PlainSecret::new(text)))
    }

    /// The password itself.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

fn is_one_character(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_none_or(|first| chars.all(|other| other == first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<(), PasswordError> {
        Password::new(text, &"ada.lovelace@example.com".parse().unwrap()).map(drop)
    }

    #[test]
    fn counts_characters_and_not_bytes() {
        assert_eq!(check("Zwölf ü"), Err(PasswordError::TooShort));
        assert_eq!(check("Zwölf üb"), Ok(()));
        assert_eq!(check(&"é1".repeat(64)), Ok(()));
        assert_eq!(check(&format!("{}x", "é1".repeat(64))), Err(PasswordError::TooLong));
    }

    #[test]
    fn is_neither_the_address_nor_its_first_part() {
        for text in ["ada.lovelace@example.com", "ADA.Lovelace@Example.com", "Ada.Lovelace"] {
            assert_eq!(check(text), Err(PasswordError::Email), "{text}");
        }
        assert_eq!(check("ada.lovelace and a horse"), Ok(()));
    }

    #[test]
    fn is_not_what_everybody_tries_first() {
        for text in ["password", "Password1", "12345678", "qwertyuiop", "aaaaaaaa", "        "] {
            assert_eq!(check(text), Err(PasswordError::Common), "{text}");
        }
        assert_eq!(check("correct horse"), Ok(()));
    }

    #[test]
    fn the_list_holds_nothing_that_another_rule_refuses() {
        for common in COMMON.lines() {
            assert!(common.chars().count() >= MIN_CHARS, "{common}");
            assert_eq!(common, common.to_lowercase());
        }
    }

    #[test]
    fn is_shown_by_nothing() {
        let password = Password::new("correct horse", &"a@b.example".parse().unwrap()).unwrap();
        assert_eq!(format!("{password:?}"), "Password(…)");
        assert_eq!(password.expose(), "correct horse");
    }
}
