//! Mail: written with the change that it tells of, sent by a worker, tried again for as long as it is worth it.
//!
//! An operation puts a letter into the outbox in its own transaction, sealed, because links in mails are secrets. The
//! [`worker`] hands it to a [`Mailer`]: an SMTP server, or a folder. A mail is sent at least once: a process that dies after the
//! server took it and before that was written down sends it again, under the same `Message-ID`.

pub mod worker;

mod address;
mod folder;
mod letter;
mod message;
mod post;
mod smtp;
mod ticket;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use keyward_domain::Timestamp;

pub use address::{Sender, SenderError};
pub use folder::Folder;
pub use smtp::{Smtp, SmtpError, SmtpSettings, Tls};
pub use ticket::TicketAnswer;

pub(crate) use address::deliverable;
pub(crate) use letter::Letter;
pub(crate) use post::Post;

/// How mail is written and where it goes.
#[derive(Clone)]
pub struct Settings {
    /// What sends it.
    pub mailer: Arc<dyn Mailer>,
    /// Whom it comes from.
    pub from: Sender,
    /// What the mails call the product.
    pub product_name: String,
    /// What links begin with: scheme and host, perhaps a path, no slash at the end.
    pub link_base: String,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("from", &self.from).finish_non_exhaustive()
    }
}

/// A mail on its way out. Its texts hold secrets.
#[derive(Clone)]
pub struct Mail {
    /// Unique, and the same at each attempt.
    pub id: String,
    /// What it is about: `verification`, `reset`, …
    pub kind: String,
    /// Whom it comes from.
    pub from: Sender,
    /// The address, as it was given.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text for programs that show no HTML.
    pub text: String,
    /// The same in HTML.
    pub html: String,
    /// When it was written.
    pub at: Timestamp,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A mail that was not delivered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Undelivered {
    /// Whether another attempt would fail, too.
    pub permanent: bool,
    /// Why, for the operator.
    pub reason: String,
}

/// The answer of a [`Mailer`].
pub type Delivery<'a> = Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send + 'a>>;

/// Where mail goes.
pub trait Mailer: Send + Sync {
    /// Delivers a mail. When it returns without an error, somebody else has it durably.
    fn deliver<'a>(&'a self, mail: &'a Mail) -> Delivery<'a>;
}
