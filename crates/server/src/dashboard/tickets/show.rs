//! `GET /dashboard/{environment}/tickets/{ticket}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_domain::ticket::{AuthorRole, TicketMessage, TicketStatus};
use keyward_domain::{Id, Name};
use keyward_hub::needs;
use keyward_hub::tickets::get::get;

use super::{Desk, state};
use crate::App;
use crate::dashboard::form::{Asked, Fields, once};
use crate::dashboard::licenses::number;
use crate::dashboard::operator::bytes;
use crate::dashboard::problem::{Faults, Problem};
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const NEWS: [(&str, &str); 5] = [
    ("made", "The ticket is open. The answer comes by mail, and stands here."),
    ("replied", "Your message is there."),
    ("noted", "The note is there. Only operators see it."),
    ("resolve", "The ticket is resolved. It closes in a week, unless somebody writes."),
    ("close", "The ticket is closed."),
];

/// Something that was written.
struct Message {
    author: String,
    /// `you`, `customer`, `support`.
    side: &'static str,
    own: bool,
    internal: bool,
    body: String,
    files: Vec<File>,
    at: Moment,
}

/// A file that came with it.
struct File {
    id: i64,
    name: String,
    size: String,
}

#[derive(Template)]
#[template(path = "dashboard/tickets/show.html")]
struct TicketPage {
    shell: Shell,
    news: &'static str,
    faults: Faults,
    sent: Fields,
    operator: bool,
    may: bool,
    parent: &'static str,
    id: i64,
    number: String,
    subject: String,
    status: TicketStatus,
    state: (&'static str, &'static str),
    opener: String,
    priority: &'static str,
    category: &'static str,
    license: Option<i64>,
    opened: Moment,
    messages: Vec<Message>,
    once: String,
}

/// A ticket with what is written in it.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    Path((_, ticket)): Path<(String, String)>,
    desk: Desk,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let news = asked.news(&NEWS);
    show(&app, &desk, number(&ticket)?, news, Faults::default(), Fields::default()).await
}

pub(super) async fn show(
    app: &App,
    desk: &Desk,
    id: i64,
    news: &'static str,
    faults: Faults,
    sent: Fields,
) -> Result<Response, Problem> {
    let Desk { here, side, parent, section } = desk;
    let view = get(&app.hub, &here.account(), *side, id).await?;
    let (ticket, now) = (&view.item.ticket, app.authority.now());
    let message = |it: &TicketMessage| Message {
        author: it.author.name.as_ref().map(Name::to_string).unwrap_or_default(),
        side: if it.author.role == AuthorRole::Operator { "support" } else { "customer" },
        own: it.author.role == *side,
        internal: it.internal,
        body: it.body.to_string(),
        files: it.attachments.iter().map(file).collect(),
        at: Moment::new(it.created_at, now),
    };
    let messages = view.messages.iter().map(message).collect();
    let code = faults.status();
    Ok(here.page_as(code, section, |shell| TicketPage {
        shell,
        news,
        faults,
        sent,
        operator: *side == AuthorRole::Operator,
        may: *side == AuthorRole::Operator || here.may(needs::TICKET_WRITE),
        parent,
        id,
        number: ticket.number(),
        subject: ticket.subject.to_string(),
        status: view.item.status,
        state: state(view.item.status, *side),
        opener: view.item.opener.as_ref().map_or_else(String::new, |user| user.email.clone()),
        priority: ticket.priority.as_str(),
        category: ticket.category.as_str(),
        license: ticket.license.map(Id::get),
        opened: Moment::new(ticket.created_at, now),
        messages,
        once: once(app),
    }))
}

fn file(it: &keyward_domain::ticket::Attachment) -> File {
    File { id: it.id.get(), name: it.name.to_string(), size: bytes(it.size) }
}

impl TicketPage {
    fn to(&self, act: &str) -> String {
        self.shell.path(&format!("{}/{}{act}", self.parent, self.id))
    }

    fn is_closed(&self) -> bool {
        self.status == TicketStatus::Closed
    }

    fn is_resolved(&self) -> bool {
        self.status == TicketStatus::Resolved
    }

    fn others(&self) -> Vec<String> {
        self.faults.beside(&["message", "files", "note"])
    }
}
