//! A ticket as an operator sees it: whose it is, and what only operators see.

use keyward_domain::User;
use keyward_domain::ticket::TicketMessage;
use keyward_hub::tickets::{TicketItem, TicketView};
use serde::Serialize;
use utoipa::ToSchema;

use crate::hub::tickets::view::{Message, TicketRow};

/// Anybody's ticket in a list.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct OperatedTicketRow {
    #[serde(flatten)]
    row: TicketRow,
    /// Who opened it, while they have an account.
    customer: Option<Opener>,
}

/// Anybody's ticket with all that is written in it.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct OperatedTicket {
    #[serde(flatten)]
    row: OperatedTicketRow,
    /// What is written in it, oldest first.
    messages: Vec<OperatedMessage>,
}

/// Who opened a ticket.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct Opener {
    /// Their account's id.
    id: i64,
    /// What they are called.
    #[schema(example = "Your Name")]
    name: Option<String>,
    /// Their address.
    #[schema(example = "you@example.com")]
    email: String,
}

/// What somebody wrote.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct OperatedMessage {
    #[serde(flatten)]
    message: Message,
    /// Whether only operators see it.
    internal: bool,
}

impl From<&TicketItem> for OperatedTicketRow {
    fn from(item: &TicketItem) -> Self {
        Self { row: item.into(), customer: item.opener.as_ref().map(Opener::from) }
    }
}

impl From<&TicketView> for OperatedTicket {
    fn from(view: &TicketView) -> Self {
        let messages = view.messages.iter().map(OperatedMessage::from).collect();
        Self { row: (&view.item).into(), messages }
    }
}

impl From<&User> for Opener {
    fn from(user: &User) -> Self {
        let name = user.name.as_ref().map(ToString::to_string);
        Self { id: user.id.get(), name, email: user.email.clone() }
    }
}

impl From<&TicketMessage> for OperatedMessage {
    fn from(message: &TicketMessage) -> Self {
        Self { message: message.into(), internal: message.internal }
    }
}
