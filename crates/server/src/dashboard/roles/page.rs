//! `GET /dashboard/{environment}/roles`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::needs;
use keyward_authority::roles::AnyRole;
use keyward_authority::roles::list::list;

use super::SECTION;
use crate::App;
use crate::dashboard::form::Asked;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

const NEWS: [(&str, &str); 3] = [
    ("made", "The role is there. Give it to people and service accounts."),
    ("changed", "The role is changed, for whoever holds it. Keys keep what they were made with."),
    ("removed", "The role is removed."),
];

/// A permission, and which of the roles allow it.
struct Line {
    permission: String,
    allowed: Vec<bool>,
}

#[derive(Template)]
#[template(path = "dashboard/roles/page.html")]
struct RolesPage {
    shell: Shell,
    news: &'static str,
    may_write: bool,
    roles: Vec<AnyRole>,
    matrix: Vec<Line>,
}

/// A matrix of roles and permissions; the tenant's own roles lead to where they are changed.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let roles = list(&app.authority, &here.actor, None).await?;
    let matrix = matrix(&roles);
    let may_write = here.actor.may_write(needs::ROLE_WRITE).is_ok();
    let news = asked.news(&NEWS);
    Ok(here.page(SECTION, |shell| RolesPage { shell, news, may_write, roles, matrix }))
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
