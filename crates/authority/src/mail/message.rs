//! A mail as it goes over the wire (RFC 5322, RFC 2046).

use std::time::{Duration, UNIX_EPOCH};

use keyward_domain::EmailAddress;
use lettre::Message;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, MultiPartKind, SinglePart};

use super::{Mail, Undelivered, deliverable};

/// Keeps out-of-office programs from answering (RFC 3834, 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Mail {
    /// The message with both its parts. What can't be one now never will.
    pub(super) fn message(&self) -> Result<Message, Undelivered> {
        let refused = |reason: String| Undelivered { permanent: true, reason };
        let to: EmailAddress = self.to.parse().map_err(|error| refused(format!("the address {error}")))?;
        let to = deliverable(&to).map_err(|error| refused(format!("the address {error}")))?;
        let from = self.from.mailbox();
        let micros = u64::try_from(self.at.as_micros()).unwrap_or_default();
        let parts = MultiPart::builder()
            .kind(MultiPartKind::Alternative)
            .boundary(format!("=_{}", self.id))
            .singlepart(SinglePart::plain(self.text.clone()))
            .singlepart(SinglePart::html(self.html.clone()));
        Message::builder()
            .from(from.clone())
            .to(Mailbox::new(None, to))
            .subject(&*self.subject)
            .date(UNIX_EPOCH + Duration::from_micros(micros))
            .message_id(Some(format!("<{}@{}>", self.id, from.email.domain())))
            .header(AutoSubmitted)
            .multipart(parts)
            .map_err(|error| refused(error.to_string()))
    }
}
