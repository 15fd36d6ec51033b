//! `GET /dashboard/{environment}/audit`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::audit::list::{ListAudit, list};
use keyward_domain::Page;

use super::SECTION;
use crate::App;
use crate::dashboard::form::{Asked, Fields};
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const PER_PAGE: u64 = 50;
/// What may be filtered by, with the words for it.
const OUTCOMES: [(&str, &str); 3] = [("", "Done and refused"), ("done", "Done"), ("refused", "Refused")];

/// An entry in the table.
struct Row {
    sequence: i64,
    at: Moment,
    by: String,
    by_kind: String,
    action: String,
    target: String,
    target_kind: String,
    outcome: String,
    address: String,
}

#[derive(Template)]
#[template(path = "dashboard/audit/page.html")]
struct AuditPage {
    shell: Shell,
    action: String,
    outcome: String,
    rows: Vec<Row>,
    total: u64,
    /// What the next page follows.
    after: Option<i64>,
}

/// The tenant's trail in every environment, the newest first.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let input = input(&asked);
    let found = list(&app.authority, &here.actor, &input, Page::first(PER_PAGE)).await?;
    let full = found.entries.len() as u64 == PER_PAGE;
    let after = found.entries.last().map(|entry| entry.sequence).filter(|place| full && *place > 1);
    let now = app.authority.now();
    let row = |it: keyward_authority::audit::Entry| Row {
        sequence: it.sequence,
        at: Moment::new(it.at, now),
        by: it.actor_name,
        by_kind: it.actor_kind,
        action: it.action,
        target: it.target_name,
        target_kind: it.target_kind,
        outcome: it.outcome,
        address: it.address.unwrap_or_default(),
    };
    let rows = found.entries.into_iter().map(row).collect();
    let (action, outcome) = (input.action.unwrap_or_default(), input.outcome.unwrap_or_default());
    let total = found.total;
    Ok(here.page(SECTION, |shell| AuditPage { shell, action, outcome, rows, total, after }))
}

/// What the address asks for.
pub(super) fn input(asked: &Fields) -> ListAudit {
    let clean = |text: &str| text.chars().filter(|char| !char.is_control()).take(100).collect::<String>();
    let outcome = OUTCOMES.iter().find(|(word, _)| *word == asked.text("outcome"));
    let filled = |text: String| Some(text).filter(|text| !text.is_empty());
    ListAudit {
        action: filled(clean(asked.text("action"))),
        outcome: filled(outcome.map_or("", |(word, _)| word).to_owned()),
        after: asked.filled("after").filter(|text| text.parse::<i64>().is_ok()),
        ..ListAudit::default()
    }
}

impl AuditPage {
    /// Where the same is a file.
    fn export(&self) -> String {
        let pairs = [("action", self.action.as_str()), ("outcome", &self.outcome)];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
        self.shell.path(&format!("/audit/export?{query}"))
    }

    /// The address of the page that follows.
    fn next(&self) -> Option<String> {
        let after = self.after?.to_string();
        let pairs = [("action", self.action.as_str()), ("outcome", &self.outcome), ("after", &after)];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        // Pairs of texts are always written.
        Some(format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default()))
    }
}
