//! One ticket.

use keyward_authority::Actor;
use keyward_domain::Id;
use keyward_domain::ticket::AuthorRole;
use keyward_storage::tickets;

use super::{TicketView, may_read, of, view};
use crate::{Error, Hub};

/// A ticket with what is written in it, as that side sees it.
pub async fn get(hub: &Hub, actor: &Actor, side: AuthorRole, id: i64) -> Result<TicketView, Error> {
    may_read(actor, side)?;
    let reader = hub.authority().storage().reader();
    let found = of(actor, side, tickets::get(&reader, Id::new(id)).await?)?;
    view(hub, &reader, side, found).await
}
