//! `GET /dashboard/{environment}/service-accounts`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::Error;
use keyward_authority::roles::AnyRole;
use keyward_authority::roles::list::list;
use keyward_authority::users::{Account, search};
use keyward_domain::{Order, Page};

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const PER_PAGE: u64 = 50;
/// Further than anybody turns pages, and as much as a database counts.
const LAST_PAGE: u64 = 1_000_000;
const NEWS: [(&str, &str); 1] = [("made", "The service account is there. Now give it a key.")];

/// A service account in the table.
struct Row {
    id: String,
    name: String,
    roles: Vec<String>,
    created: Moment,
}

/// A permission, and which of the roles allow it.
struct Line {
    permission: String,
    allowed: Vec<bool>,
}

#[derive(Template)]
#[template(path = "dashboard/machines/page.html")]
struct MachinesPage {
    shell: Shell,
    news: &'static str,
    rows: Vec<Row>,
    total: u64,
    page: u64,
    roles: Vec<AnyRole>,
    matrix: Vec<Line>,
}

/// The tenant's machines, and a matrix of roles and permissions.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let number = asked.text("page").parse().unwrap_or(1).clamp(1, LAST_PAGE);
    let part = Page { limit: PER_PAGE, offset: (number - 1) * PER_PAGE, order: Order::Descending };
    let found = search::search(&app.authority, &here.actor, Some("service_account"), part).await?;
    let now = app.authority.now();
    let row = |account| match account {
        Account::ServiceAccount(it) => Some(Row {
            id: app.authority.ids().encode(it.id),
            name: it.name.to_string(),
            roles: it.roles.iter().map(ToString::to_string).collect(),
            created: Moment::new(it.created_at, now),
        }),
        Account::User(_) => None,
    };
    let rows = found.items.into_iter().filter_map(row).collect();
    let roles = match list(&app.authority, &here.actor, None).await {
        Ok(roles) => roles,
        Err(Error::NotPermitted(_)) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let matrix = matrix(&roles);
    let done = asked.text("done");
    let news = NEWS.iter().find(|(word, _)| *word == done).map_or("", |(_, news)| *news);
    let total = found.total;
    Ok(here.page(SECTION, |shell| MachinesPage { shell, news, rows, total, page: number, roles, matrix }))
}

/// Every permission that a role names, with the roles that allow it, by a wildcard, too.
fn matrix(roles: &[AnyRole]) -> Vec<Line> {
    let mut named: Vec<_> = roles.iter().flat_map(|role| role.permissions.iter()).collect();
    named.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    named.dedup();
    let line = |permission: &keyward_domain::Permission| Line {
        permission: permission.to_string(),
        allowed: roles
            .iter()
            .map(|role| role.permissions.iter().any(|held| held.covers(permission)))
            .collect(),
    };
    named.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_allows_what_it_covers() {
        let role = |name: &str, permissions: &[&str]| AnyRole {
            name: name.to_owned(),
            title: name.to_owned(),
            description: String::new(),
            permissions: permissions.iter().map(|text| text.parse().unwrap()).collect(),
            built_in: false,
        };
        let lines = matrix(&[role("reader", &["docs:read"]), role("all", &["docs:*"])]);
        let told: Vec<_> =
            lines.iter().map(|line| (line.permission.as_str(), line.allowed.clone())).collect();
        assert_eq!(told, [("docs:*", vec![false, true]), ("docs:read", vec![true, true])]);
    }
}
