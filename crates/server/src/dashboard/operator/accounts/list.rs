//! `GET /dashboard/{environment}/operator/accounts`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::accounts::search::{AccountFilter, search};
use keyward_domain::{Account, AccountType, Name, Order};

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::operator::Operating;
use crate::dashboard::pages::Pages;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const PER_PAGE: u64 = 25;
/// What may be filtered by, with the words for it.
const SHOWN: [(&str, &str); 7] = [
    ("", "Every account"),
    ("pending", "Waiting for you"),
    ("disabled", "Switched off"),
    ("customer", "Customers"),
    ("developer", "Developers"),
    ("reseller", "Resellers"),
    ("agency", "Agencies"),
];

/// An account in the table.
struct Row {
    id: i64,
    email: String,
    name: String,
    company: String,
    kind: &'static str,
    pending: Option<&'static str>,
    disabled: bool,
    created: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/operator/accounts.html")]
struct AccountsPage {
    shell: Shell,
    q: String,
    shown: String,
    rows: Vec<Row>,
    pages: Pages,
    /// How many wait.
    waiting: u64,
}

/// Every tenant's accounts, the oldest first.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let q: String = asked.text("q").chars().filter(|char| !char.is_control()).take(255).collect();
    let shown = SHOWN.iter().find(|(word, _)| *word == asked.text("shown")).map_or("", |(word, _)| word);
    let filter = AccountFilter {
        text: Some(q.clone()).filter(|text| !text.is_empty()),
        account_type: AccountType::ALL.into_iter().find(|kind| kind.as_str() == shown),
        pending: (shown == "pending").then_some(true),
        disabled: (shown == "disabled").then_some(true),
    };
    let pages = Pages::asked(&asked, PER_PAGE);
    let found = search(&app.authority, &here.actor, &filter, pages.part(Order::Ascending)).await?;
    let waiting = AccountFilter { pending: Some(true), ..AccountFilter::default() };
    let waiting = search(&app.authority, &here.actor, &waiting, keyward_domain::Page::first(1)).await?.total;
    let row = |it: &Account| Row {
        id: it.id.get(),
        email: it.email.clone(),
        name: it.name.as_ref().map(Name::to_string).unwrap_or_default(),
        company: it.company.as_ref().map(Name::to_string).unwrap_or_default(),
        kind: it.account_type.as_str(),
        pending: it.pending_type.map(AccountType::as_str),
        disabled: it.disabled_at.is_some(),
        created: Moment::new(it.created_at, app.authority.now()),
    };
    let rows = found.items.iter().map(row).collect();
    let pages = pages.found(found.total, &[("q", &q), ("shown", shown)]);
    let shown = shown.to_owned();
    Ok(here.page(SECTION, |shell| AccountsPage { shell, q, shown, rows, pages, waiting }))
}
