//! Addresses as mail servers take them.

use std::fmt;
use std::str::FromStr;

use keyward_domain::EmailAddress;
use lettre::Address;
use lettre::message::Mailbox;

/// Whom mail comes from: an address, perhaps with a name before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

/// The text is no sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an address like Keyward <keyward@example.com>")]
pub struct SenderError;

impl Sender {
    /// For the head of a mail.
    pub(super) fn mailbox(&self) -> &Mailbox {
        &self.0
    }
}

impl FromStr for Sender {
    type Err = SenderError;

    fn from_str(text: &str) -> Result<Self, SenderError> {
        let mailbox: Mailbox = text.parse().map_err(|_| SenderError)?;
        if mailbox.email.to_string().is_ascii() { Ok(Self(mailbox)) } else { Err(SenderError) }
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// No mail server would take this address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Undeliverable {
    /// Letters outside ASCII before the `@` need SMTPUTF8 (RFC 6531) on every server on the way.
    #[error("must have ASCII characters alone before the @")]
    LocalPart,
    /// Something else.
    #[error("is no address that mail can be sent to")]
    Address,
}

/// The address in the form of SMTP: an international domain as its A-labels (RFC 5891).
pub(crate) fn deliverable(email: &EmailAddress) -> Result<Address, Undeliverable> {
    let (local, domain) = email.as_str().rsplit_once('@').ok_or(Undeliverable::Address)?;
    if !local.is_ascii() {
        return Err(Undeliverable::LocalPart);
    }
    let domain = idna::domain_to_ascii(domain).map_err(|_| Undeliverable::Address)?;
    Address::new(local, domain).map_err(|_| Undeliverable::Address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<String, Undeliverable> {
        deliverable(&text.parse().unwrap()).map(|address| address.to_string())
    }

    #[test]
    fn an_international_domain_becomes_ascii() {
        assert_eq!(check("ada@Bücher.example"), Ok("ada@xn--bcher-kva.example".to_owned()));
        assert_eq!(check("o'hara+x@example.com"), Ok("o'hara+x@example.com".to_owned()));
        assert_eq!(check("\"quoted\"@example.com"), Ok("\"quoted\"@example.com".to_owned()));
        assert_eq!(check("ädä@example.com"), Err(Undeliverable::LocalPart));
    }

    #[test]
    fn what_no_server_takes_is_refused() {
        for bad in ["a@-", "a\"b@example.com", "<a>@example.com", "a,b@example.com", "a@b@example.com"] {
            assert_eq!(check(bad), Err(Undeliverable::Address), "{bad}");
        }
        assert_eq!(check(&format!("{}@example.com", "a".repeat(65))), Err(Undeliverable::Address));
    }

    #[test]
    fn a_sender_may_have_a_name() {
        let sender: Sender = "Acme Keys <keys@acme.example>".parse().unwrap();
        assert_eq!(sender.to_string(), "Acme Keys <keys@acme.example>");
        assert!("keys@acme.example".parse::<Sender>().is_ok());
        for bad in ["", "keys", "Keys <keys>", "kéys@acme.example", "a@b.example\r\nBcc: c@d.example"] {
            assert_eq!(bad.parse::<Sender>(), Err(SenderError), "{bad}");
        }
    }
}
