//! A ticket as this surface writes it (contract hub, part D). An account is shown nothing else: what operators write for themselves has a
//! type of its own, in `admin/tickets`.

use keyward_domain::Id;
use keyward_domain::ticket::{self, TicketMessage};
use keyward_hub::tickets::{TicketItem, TicketView};
use serde::Serialize;
use utoipa::ToSchema;

/// A ticket in a list.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct TicketRow {
    /// Its id.
    id: i64,
    /// What people call it.
    #[schema(example = "T-000005")]
    number: String,
    /// What it is about.
    #[schema(example = "Key not accepted")]
    subject: String,
    /// `open`, `pending` (it waits for you), `resolved` or `closed`.
    #[schema(example = "open")]
    status: &'static str,
    /// `low`, `normal`, `high` or `urgent`.
    #[schema(example = "normal")]
    priority: &'static str,
    /// `billing`, `technical`, `licensing` or `other`.
    #[schema(example = "licensing")]
    category: &'static str,
    /// The license that it is about.
    license_id: Option<i64>,
    /// When somebody last wrote.
    last_reply_at: String,
    /// Which side: `customer` or `operator`.
    #[schema(example = "customer")]
    last_reply_by: &'static str,
    /// When it was opened.
    created_at: String,
}

/// A ticket with what is written in it.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct Ticket {
    /// Its id.
    id: i64,
    /// What people call it.
    #[schema(example = "T-000005")]
    number: String,
    /// What it is about.
    #[schema(example = "Key not accepted")]
    subject: String,
    /// `open`, `pending` (it waits for you), `resolved` or `closed`.
    #[schema(example = "open")]
    status: &'static str,
    /// `low`, `normal`, `high` or `urgent`.
    #[schema(example = "normal")]
    priority: &'static str,
    /// `billing`, `technical`, `licensing` or `other`.
    #[schema(example = "licensing")]
    category: &'static str,
    /// The license that it is about.
    license_id: Option<i64>,
    /// What is written in it, oldest first.
    messages: Vec<Message>,
    /// When somebody last wrote.
    last_reply_at: String,
    /// Which side: `customer` or `operator`.
    #[schema(example = "customer")]
    last_reply_by: &'static str,
    /// When it was opened.
    created_at: String,
}

/// What somebody wrote.
#[derive(Serialize, ToSchema)]
#[schema(as = TicketMessage)]
pub(in crate::hub) struct Message {
    /// Its id.
    id: i64,
    /// Who.
    author: Author,
    /// What.
    #[schema(example = "Activation says 403")]
    body: String,
    /// The files that came with it.
    attachments: Vec<Attachment>,
    /// When.
    created_at: String,
}

/// Who wrote something.
#[derive(Serialize, ToSchema)]
#[schema(as = TicketAuthor)]
pub(in crate::hub) struct Author {
    /// The person's id.
    id: i64,
    /// What they were called.
    #[schema(example = "Your Name")]
    name: Option<String>,
    /// `customer` or `operator`.
    #[schema(example = "customer")]
    role: &'static str,
}

/// A file.
#[derive(Serialize, ToSchema)]
#[schema(as = TicketAttachment)]
pub(in crate::hub) struct Attachment {
    /// Its id.
    id: i64,
    /// What it is called.
    #[schema(example = "shot.png")]
    filename: String,
    /// Its bytes.
    size: u64,
    /// What its sender says that it is.
    #[schema(example = "image/png")]
    content_type: String,
}

impl From<&TicketItem> for TicketRow {
    fn from(item: &TicketItem) -> Self {
        let ticket = &item.ticket;
        Self {
            id: ticket.id.get(),
            number: ticket.number(),
            subject: ticket.subject.to_string(),
            status: item.status.as_str(),
            priority: ticket.priority.as_str(),
            category: ticket.category.as_str(),
            license_id: ticket.license.map(Id::get),
            last_reply_at: ticket.last_reply_at.to_string(),
            last_reply_by: ticket.last_reply_by.as_str(),
            created_at: ticket.created_at.to_string(),
        }
    }
}

impl From<&TicketView> for Ticket {
    fn from(view: &TicketView) -> Self {
        let row = TicketRow::from(&view.item);
        Self {
            id: row.id,
            number: row.number,
            subject: row.subject,
            status: row.status,
            priority: row.priority,
            category: row.category,
            license_id: row.license_id,
            messages: view.messages.iter().map(Message::from).collect(),
            last_reply_at: row.last_reply_at,
            last_reply_by: row.last_reply_by,
            created_at: row.created_at,
        }
    }
}

impl From<&TicketMessage> for Message {
    fn from(message: &TicketMessage) -> Self {
        let author = &message.author;
        Self {
            id: message.id.get(),
            author: Author {
                id: author.id.get(),
                name: author.name.as_ref().map(ToString::to_string),
                role: author.role.as_str(),
            },
            body: message.body.to_string(),
            attachments: message.attachments.iter().map(Attachment::from).collect(),
            created_at: message.created_at.to_string(),
        }
    }
}

impl From<&ticket::Attachment> for Attachment {
    fn from(file: &ticket::Attachment) -> Self {
        Self {
            id: file.id.get(),
            filename: file.name.to_string(),
            size: file.size,
            content_type: file.media_type.as_str().to_owned(),
        }
    }
}
