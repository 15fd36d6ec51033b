//! Putting a letter into the outbox, in the transaction of what it tells of.

use std::time::Duration;

use keyward_domain::{EmailAddress, Id, Tenant, Timestamp};
use keyward_storage::Tx;
use keyward_storage::outbox::{self, ClaimedMail, NewMail};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use zeroize::Zeroizing;

use super::{Letter, Mail, Settings};
use crate::{Authority, Error, MasterSecret, Vault};

/// A mail that nobody took for a day is not sent any more.
const WORTH_SENDING_FOR: Duration = Duration::from_hours(24);
const ID_BYTES: usize = 16;

/// How mail is written, sealed and sent.
pub(crate) struct Post {
    pub(super) settings: Settings,
    vault: Vault,
    pub(super) waiting: Notify,
}

/// The texts of a mail, as they are sealed.
#[derive(Serialize, Deserialize)]
struct Texts {
    subject: String,
    text: String,
    html: String,
}

impl Post {
    pub(crate) fn new(settings: Settings, master: &MasterSecret) -> Self {
        Self { settings, vault: Vault::new(master, "mail"), waiting: Notify::new() }
    }

    /// The mail that was claimed, in the clear.
    pub(super) fn open(&self, claimed: &ClaimedMail) -> Result<Mail, Error> {
        let opened = self.vault.open(&claimed.sealed, claimed.mail_id.as_bytes()).map(Zeroizing::new);
        let opened = opened.map_err(|error| Error::Internal(Box::new(error)))?;
        let texts: Texts =
            serde_json::from_slice(&opened).map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(Mail {
            id: claimed.mail_id.clone(),
            kind: claimed.kind.clone(),
            from: self.settings.from.clone(),
            to: claimed.recipient.clone(),
            subject: texts.subject,
            text: texts.text,
            html: texts.html,
            at: claimed.created_at,
        })
    }
}

impl Authority {
    /// Puts a letter into the outbox. It is sent once the transaction is committed; [`mail_waits`](Self::mail_waits) makes that soon.
    /// A token in it that ends earlier than a day from now is worth nothing after `expires_at`.
    pub(crate) async fn post(
        &self,
        tx: &Tx,
        tenant: Id<Tenant>,
        to: &EmailAddress,
        letter: &Letter<'_>,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let post = self.mail();
        let written = letter.write(&post.settings)?;
        let texts = Texts { subject: written.subject, text: written.text, html: written.html };
        let texts = serde_json::to_vec(&texts).map(Zeroizing::new);
        let texts = texts.map_err(|error| Error::Internal(Box::new(error)))?;
        let mut id = [0; ID_BYTES];
        self.entropy().fill(&mut id);
        let mail_id = hex::encode(id);
        let a_day_on = now.plus(WORTH_SENDING_FOR);
        let mail = NewMail {
            sealed: post.vault.seal(&texts, mail_id.as_bytes(), self.entropy()),
            mail_id,
            tenant,
            recipient: to.to_string(),
            kind: letter.kind(),
            now,
            expires_at: expires_at.map_or(a_day_on, |end| end.min(a_day_on)),
        };
        Ok(outbox::insert(tx, &mail).await?)
    }

    /// Wakes the worker, after the commit.
    pub fn mail_waits(&self) {
        self.mail().waiting.notify_one();
    }
}
