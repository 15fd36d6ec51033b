//! Say that a ticket is done.

use keyward_authority::Actor;
use keyward_domain::ticket::{AuthorRole, TicketEvent};

use super::{TicketView, Work, view};
use crate::{Error, Hub};

/// The operator is done with it. It closes in a week, unless somebody writes.
pub async fn resolve(hub: &Hub, actor: &Actor, id: i64) -> Result<TicketView, Error> {
    let side = AuthorRole::Operator;
    let mut work = Work::begin(hub, actor, side, id).await?;
    work.happen(TicketEvent::Resolve, None).await?;
    let (tx, ticket) = work.written("ticket.resolve", &serde_json::json!({})).await?;
    let seen = view(hub, &tx, side, ticket).await?;
    tx.commit().await?;
    Ok(seen)
}
