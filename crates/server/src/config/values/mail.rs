use std::fmt;
use std::str::FromStr;

use keyward_authority::mail::{Sender, SenderError, Tls};
use keyward_domain::Requirement;

use crate::config::text::text_value;

/// Whom mail comes from, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFrom(String, Sender);

impl MailFrom {
    /// For the head of a mail.
    pub fn sender(&self) -> &Sender {
        &self.1
    }
}

impl FromStr for MailFrom {
    type Err = SenderError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned(), text.parse()?))
    }
}

impl fmt::Display for MailFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// Begun in the clear, then protected.
    StartTls,
    /// From the first byte.
    Implicit,
    /// Not at all.
    None,
}

impl From<MailTls> for Tls {
    fn from(tls: MailTls) -> Self {
        match tls {
            MailTls::StartTls => Self::StartTls,
            MailTls::Implicit => Self::Implicit,
            MailTls::None => Self::None,
        }
    }
}

impl FromStr for MailTls {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "starttls" => Ok(Self::StartTls),
            "implicit" => Ok(Self::Implicit),
            "none" => Ok(Self::None),
            _ => Err("must be starttls, implicit or none"),
        }
    }
}

impl fmt::Display for MailTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StartTls => "starttls",
            Self::Implicit => "implicit",
            Self::None => "none",
        })
    }
}

/// Something that an account must have before it upgrades by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Required(pub Requirement);

impl FromStr for Required {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Required {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

text_value!(MailFrom, MailTls, Required);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_shown_as_it_was_written() {
        for text in ["Keyward <keyward@localhost>", "keys@acme.example"] {
            assert_eq!(text.parse::<MailFrom>().expect("a sender").to_string(), text);
        }
        assert!("Keyward".parse::<MailFrom>().is_err());
        for text in ["starttls", "implicit", "none"] {
            assert_eq!(text.parse::<MailTls>().expect("a protection").to_string(), text);
        }
        assert!("ssl".parse::<MailTls>().is_err());
    }
}
