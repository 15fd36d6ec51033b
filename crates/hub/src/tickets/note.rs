//! Write a note into a ticket.

use keyward_authority::{Actor, Answer, Once};
use keyward_domain::Invalid;
use keyward_domain::ticket::{AuthorRole, MessageText, TicketEvent, TicketMessage};
use keyward_storage::ticket_messages::{self, NewMessage};

use super::{Work, author};
use crate::{Error, Hub};

/// Writes down something that only operators see. It changes nothing that the customer sees, and nobody is told.
pub async fn note(
    hub: &Hub,
    actor: &Actor,
    id: i64,
    text: &str,
    once: &Once<'_, TicketMessage>,
) -> Result<Answer<TicketMessage>, Error> {
    let body: MessageText = text.parse().map_err(|error| Invalid::one("message", error))?;
    let mut work = Work::begin(hub, actor, AuthorRole::Operator, id).await?;
    if let Some(again) = once.claim(hub.authority(), &work.tx, actor).await? {
        return Ok(again);
    }
    work.happen(TicketEvent::Note, None).await?;
    let author = author(&work.tx, actor, AuthorRole::Operator).await?;
    let (ticket, now) = (work.ticket.id, work.now);
    let new = NewMessage { ticket, author, internal: true, body, files: Vec::new(), now };
    let written = ticket_messages::insert(&work.tx, new).await?;
    once.settle(hub.authority(), &work.tx, actor, &written).await?;
    let detail = serde_json::json!({"message_id": written.id.get()});
    let (tx, _) = work.written("ticket.note", &detail).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(written))
}
