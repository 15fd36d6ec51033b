//! Close what has been resolved for a week.

use keyward_authority::{Actor, Origin};
use keyward_domain::ticket::{CLOSES_AFTER, TicketEvent, advance};
use keyward_storage::{audit, tickets};

use super::work::target;
use crate::{Error, Hub};

/// So many at a time, so that no transaction is long.
const AT_ONCE: u64 = 200;

/// Writes down which tickets have closed by the mere passing of time; how many there were. To be called now and then until there are none.
/// Nothing is decided by it: what a ticket is follows from the clock.
pub async fn sweep(hub: &Hub) -> Result<usize, Error> {
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    let due = tickets::lock_due(&tx, now.minus(CLOSES_AFTER), AT_ONCE).await?;
    let actor = Actor::at_large(Origin { request_id: "sweep".to_owned(), ..Origin::default() });
    for ticket in &due {
        let facts = advance(&ticket.facts, TicketEvent::TimePassed, now)?;
        tickets::change(&tx, ticket.id, &facts, None, now).await?;
    }
    // Each account has a chain of entries of its own, written last.
    for ticket in &due {
        let detail = r#"{"resolved_for_days":7}"#.to_owned();
        let event = hub.authority().event(&actor, "ticket.close", target(ticket), detail);
        audit::append(&tx, ticket.tenant, now, &[event]).await?;
    }
    tx.commit().await?;
    Ok(due.len())
}
