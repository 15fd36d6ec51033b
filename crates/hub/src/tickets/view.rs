//! A ticket as callers see it.

use std::collections::HashMap;

use keyward_domain::User;
use keyward_domain::ticket::{AuthorRole, Ticket, TicketMessage, TicketStatus};
use keyward_storage::{Connection, ticket_messages, users};

use crate::{Error, Hub};

/// A ticket in a list.
#[derive(Debug, Clone)]
pub struct TicketItem {
    /// The ticket.
    pub ticket: Ticket,
    /// What it is at this moment.
    pub status: TicketStatus,
    /// Who opened it, while they have an account.
    pub opener: Option<User>,
}

/// A ticket with what is written in it.
#[derive(Debug, Clone)]
pub struct TicketView {
    /// The ticket.
    pub item: TicketItem,
    /// What is written in it, oldest first; for an account, without what operators write for themselves.
    pub messages: Vec<TicketMessage>,
}

/// Tickets as they are now, in that order.
pub(super) async fn items(
    hub: &Hub,
    db: &impl Connection,
    tickets: Vec<Ticket>,
) -> Result<Vec<TicketItem>, Error> {
    let now = hub.now();
    let openers = users::find_all(db, tickets.iter().map(|ticket| ticket.opener)).await?;
    let openers: HashMap<_, _> = openers.into_iter().map(|user| (user.id, user)).collect();
    let item = |ticket: Ticket| TicketItem {
        status: ticket.facts.status(now),
        opener: openers.get(&ticket.opener).cloned(),
        ticket,
    };
    Ok(tickets.into_iter().map(item).collect())
}

/// One ticket as that side sees it now.
pub(super) async fn view(
    hub: &Hub,
    db: &impl Connection,
    side: AuthorRole,
    ticket: Ticket,
) -> Result<TicketView, Error> {
    let messages = ticket_messages::all(db, ticket.id, side == AuthorRole::Operator).await?;
    let item = items(hub, db, vec![ticket]).await?.pop().ok_or_else(Error::no_ticket)?;
    Ok(TicketView { item, messages })
}
