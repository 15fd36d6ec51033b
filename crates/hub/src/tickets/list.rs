//! Tickets.

use keyward_authority::Actor;
use keyward_authority::keys::list::Listed;
use keyward_domain::ticket::{AuthorRole, TicketCategory, TicketPriority, TicketStatus};
use keyward_domain::{Invalid, Page};
use keyward_storage::tickets::{self, Filter};

use super::view::items;
use super::{TicketItem, may_read};
use crate::{Error, Hub};

/// Which tickets, as the wire asks; what is `None` does not narrow.
#[derive(Debug, Clone, Default)]
pub struct ListTickets {
    /// `open`, `pending`, `resolved` or `closed`.
    pub status: Option<String>,
    /// `low`, `normal`, `high` or `urgent`.
    pub priority: Option<String>,
    /// `billing`, `technical`, `licensing` or `other`.
    pub category: Option<String>,
}

/// A page of tickets, newest first: the account's own or, for an operator, everybody's.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    side: AuthorRole,
    input: &ListTickets,
    page: Page,
) -> Result<Listed<TicketItem>, Error> {
    may_read(actor, side)?;
    let mut invalid = Invalid::none();
    let status = input.status.as_deref();
    let status = status.and_then(|text| invalid.check("status", text.parse::<TicketStatus>()));
    let priority = input.priority.as_deref();
    let priority = priority.and_then(|text| invalid.check("priority", text.parse::<TicketPriority>()));
    let category = input.category.as_deref();
    let category = category.and_then(|text| invalid.check("category", text.parse::<TicketCategory>()));
    invalid.into_result()?;
    let filter = Filter {
        tenant: (side == AuthorRole::Customer).then_some(actor.tenant),
        status: status.map(|status| (status, hub.now())),
        priority,
        category,
    };
    let reader = hub.authority().storage().reader();
    let (found, total) = tickets::list(&reader, &filter, page).await?;
    Ok(Listed { items: items(hub, &reader, found).await?, total })
}
