//! What the operations on tickets have in common.

use keyward_authority::Actor;
use keyward_domain::ticket::{Author, AuthorRole, Ticket, TicketEvent, TicketFacts, advance};
use keyward_domain::{AuditTarget, Id, Owner, Timestamp};
use keyward_storage::{Connection, Tx, audit, tickets, users};

use crate::{Error, Hub, needs};

/// Lets those pass that may see tickets from that side.
pub(super) fn may_read(actor: &Actor, side: AuthorRole) -> Result<(), Error> {
    match side {
        AuthorRole::Customer => Ok(actor.may_read(needs::TICKET_READ)?),
        AuthorRole::Operator => Ok(actor.must_be_operator()?),
    }
}

/// The ticket, if it exists from that side: an account has its own, an operator everybody's.
pub(super) fn of(actor: &Actor, side: AuthorRole, found: Option<Ticket>) -> Result<Ticket, Error> {
    let theirs = |ticket: &Ticket| side == AuthorRole::Operator || ticket.tenant == actor.tenant;
    found.filter(theirs).ok_or_else(Error::no_ticket)
}

/// The actor as the author of a message.
pub(super) async fn author(db: &impl Connection, actor: &Actor, role: AuthorRole) -> Result<Author, Error> {
    let person = match actor.owner() {
        Some(Owner::User(id)) => users::find(db, id).await?,
        _ => None,
    };
    let refused = keyward_authority::Error::Forbidden("Only a person who is signed in may do this");
    let person = person.ok_or(refused)?;
    Ok(Author { id: person.id, name: person.name, role })
}

/// Work on one ticket in one transaction.
pub(super) struct Work<'a> {
    pub(super) hub: &'a Hub,
    pub(super) tx: Tx,
    pub(super) now: Timestamp,
    /// The ticket as it is by now.
    pub(super) ticket: Ticket,
    actor: &'a Actor,
}

impl<'a> Work<'a> {
    /// Opens a transaction that holds a ticket, for an actor who may change it from that side.
    pub(super) async fn begin(
        hub: &'a Hub,
        actor: &'a Actor,
        side: AuthorRole,
        id: i64,
    ) -> Result<Self, Error> {
        match side {
            AuthorRole::Customer => actor.may_write(needs::TICKET_WRITE)?,
            AuthorRole::Operator => actor.must_be_operator()?,
        }
        let tx = hub.authority().storage().begin().await?;
        let ticket = of(actor, side, tickets::lock(&tx, Id::new(id)).await?)?;
        Ok(Self { hub, tx, now: hub.now(), ticket, actor })
    }

    /// Lets something happen to it; `by` is the side that writes something that both see.
    pub(super) async fn happen(&mut self, event: TicketEvent, by: Option<AuthorRole>) -> Result<(), Error> {
        let facts: TicketFacts = advance(&self.ticket.facts, event, self.now)?;
        self.ticket = tickets::change(&self.tx, self.ticket.id, &facts, by, self.now).await?;
        Ok(())
    }

    /// Writes down what was done, and refuses it when the caller does not stand any more; the transaction is the caller's to commit.
    pub(super) async fn written(
        self,
        action: &'static str,
        detail: &serde_json::Value,
    ) -> Result<(Tx, Ticket), Error> {
        let event = self.hub.authority().event(self.actor, action, target(&self.ticket), detail.to_string());
        audit::append(&self.tx, self.ticket.tenant, self.now, &[event]).await?;
        self.hub.authority().still_stands(&self.tx, self.actor, &[], self.now).await?;
        Ok((self.tx, self.ticket))
    }
}

/// The ticket, for the audit trail.
pub(super) fn target(ticket: &Ticket) -> AuditTarget {
    AuditTarget { kind: "ticket", id: ticket.id.get(), name: ticket.number() }
}
