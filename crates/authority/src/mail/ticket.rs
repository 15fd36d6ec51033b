//! The letter that tells a customer of an operator's answer.

use keyward_domain::{EmailAddress, Id, Tenant, Timestamp};
use keyward_storage::Tx;

use super::Letter;
use crate::{Authority, Error};

/// An operator's answer in a ticket.
#[derive(Debug, Clone, Copy)]
pub struct TicketAnswer<'a> {
    /// The ticket's primary key.
    pub id: i64,
    /// What people call the ticket.
    pub number: &'a str,
    /// What the ticket is about; one line.
    pub subject: &'a str,
    /// What the answer says.
    pub message: &'a str,
}

impl Authority {
    /// Puts a letter about an answer into the outbox, in the transaction of the answer; after the commit,
    /// [`mail_waits`](Self::mail_waits).
    pub async fn post_answer(
        &self,
        tx: &Tx,
        tenant: Id<Tenant>,
        to: &EmailAddress,
        answer: TicketAnswer<'_>,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.post(tx, tenant, to, &Letter::TicketAnswer(answer), None, now).await
    }
}
