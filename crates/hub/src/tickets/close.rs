//! Close a ticket.

use keyward_authority::Actor;
use keyward_domain::ticket::{AuthorRole, TicketEvent};

use super::{TicketView, Work, view};
use crate::{Error, Hub};

/// Closes a ticket of the actor's account, for ever.
pub async fn close(hub: &Hub, actor: &Actor, id: i64) -> Result<TicketView, Error> {
    let side = AuthorRole::Customer;
    let mut work = Work::begin(hub, actor, side, id).await?;
    work.happen(TicketEvent::Close, None).await?;
    let (tx, ticket) = work.written("ticket.close", &serde_json::json!({})).await?;
    let seen = view(hub, &tx, side, ticket).await?;
    tx.commit().await?;
    Ok(seen)
}
