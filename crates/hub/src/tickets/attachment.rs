//! A file of a ticket's.

use keyward_authority::Actor;
use keyward_domain::Id;
use keyward_domain::ticket::{Attachment, AuthorRole};
use keyward_storage::{ticket_messages, tickets};

use super::{may_read, of};
use crate::{Error, Hub};

/// A file that came with a message of a ticket, and what is in it, as that side sees it.
pub async fn attachment(
    hub: &Hub,
    actor: &Actor,
    side: AuthorRole,
    ticket: i64,
    id: i64,
) -> Result<(Attachment, Vec<u8>), Error> {
    may_read(actor, side)?;
    let reader = hub.authority().storage().reader();
    let found = of(actor, side, tickets::get(&reader, Id::new(ticket)).await?)?;
    let internal = side == AuthorRole::Operator;
    let file = ticket_messages::file(&reader, found.id, Id::new(id), internal).await?;
    file.ok_or_else(Error::no_attachment)
}
