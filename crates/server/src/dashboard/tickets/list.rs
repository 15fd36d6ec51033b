//! `GET /dashboard/{environment}/tickets` and `…/operator/tickets`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_domain::Order;
use keyward_domain::ticket::{AuthorRole, TicketCategory, TicketPriority, TicketStatus};
use keyward_hub::needs;
use keyward_hub::tickets::TicketItem;
use keyward_hub::tickets::list::{ListTickets, list};

use super::{Desk, state};
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::pages::Pages;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const PER_PAGE: u64 = 25;
const STATUSES: [(&str, &str); 5] = [
    ("", "Every state"),
    ("open", "Open"),
    ("pending", "Answered"),
    ("resolved", "Resolved"),
    ("closed", "Closed"),
];

/// A ticket in the table.
struct Row {
    id: i64,
    number: String,
    subject: String,
    opener: String,
    state: (&'static str, &'static str),
    priority: &'static str,
    urgent: bool,
    category: &'static str,
    by: &'static str,
    at: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/tickets/list.html")]
struct TicketsPage {
    shell: Shell,
    operator: bool,
    may: bool,
    parent: &'static str,
    status: String,
    priority: String,
    category: String,
    rows: Vec<Row>,
    pages: Pages,
}

/// The account's own tickets, or everybody's, the newest first.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    desk: Desk,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let Desk { here, side, parent, section } = desk;
    let of = |words: &[&str], name: &str| {
        words.iter().find(|word| **word == asked.text(name)).map_or(String::new(), |word| (*word).to_owned())
    };
    let status = of(TicketStatus::WORDS, "status");
    let priority = of(TicketPriority::WORDS, "priority");
    let category = of(TicketCategory::WORDS, "category");
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let input =
        ListTickets { status: filled(&status), priority: filled(&priority), category: filled(&category) };
    let pages = Pages::asked(&asked, PER_PAGE);
    let found = list(&app.hub, &here.account(), side, &input, pages.part(Order::Descending)).await?;
    let row = |it: &TicketItem| Row {
        id: it.ticket.id.get(),
        number: it.ticket.number(),
        subject: it.ticket.subject.to_string(),
        opener: it.opener.as_ref().map_or_else(String::new, |user| user.email.clone()),
        state: state(it.status, side),
        priority: it.ticket.priority.as_str(),
        urgent: matches!(it.ticket.priority, TicketPriority::High | TicketPriority::Urgent),
        category: it.ticket.category.as_str(),
        by: if it.ticket.last_reply_by == side { "you" } else { other(side) },
        at: Moment::new(it.ticket.last_reply_at, app.authority.now()),
    };
    let rows = found.items.iter().map(row).collect();
    let asks = [("status", &*status), ("priority", &priority), ("category", &category)];
    let pages = pages.found(found.total, &asks);
    let may = here.may(needs::TICKET_WRITE);
    let operator = side == AuthorRole::Operator;
    Ok(here.page(section, |shell| TicketsPage {
        shell,
        operator,
        may,
        parent,
        status,
        priority,
        category,
        rows,
        pages,
    }))
}

const fn other(side: AuthorRole) -> &'static str {
    match side {
        AuthorRole::Customer => "support",
        AuthorRole::Operator => "the customer",
    }
}
