//! `GET /dashboard/{environment}/people/{person}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::keys::list::{ListKeys, list as keys};
use keyward_authority::needs;
use keyward_authority::roles::AnyRole;
use keyward_authority::users::members::get;
use keyward_domain::Page;

use super::member::Row;
use super::{SECTION, may_invite, roles};
use crate::App;
use crate::dashboard::form::{Asked, Fields};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem};
use crate::dashboard::shell::Shell;

const NEWS: [(&str, &str); 3] = [
    ("named", "The name is changed."),
    (
        "roles",
        "The roles are changed. They count from the next request on; keys keep what they were made with.",
    ),
    ("invited", "Another invitation is on its way. The one before is not good any more."),
];

#[derive(Template)]
#[template(path = "dashboard/people/show.html")]
struct PersonPage {
    shell: Shell,
    news: &'static str,
    faults: Faults,
    sent: Fields,
    row: Row,
    /// Keys in this environment that may still be used; `None`: who looks may not see keys.
    keys: Option<u64>,
    roles: Vec<AnyRole>,
    may_write: bool,
    may_invite: bool,
}

/// A person, their roles, and their invitation.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, person)): Path<(String, String)>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let news = asked.news(&NEWS);
    show(&app, &here, &person, news, Faults::default(), Fields::default()).await
}

pub(super) async fn show(
    app: &App,
    here: &Here,
    person: &str,
    news: &'static str,
    faults: Faults,
    sent: Fields,
) -> Result<Response, Problem> {
    let member = get(&app.authority, &here.actor, person).await?;
    let row = Row::of(&app.authority, here, member);
    let input = ListKeys {
        owner: Some(row.id.clone()),
        status: Some("active".to_owned()),
        page: Some(Page::first(1)),
        ..ListKeys::default()
    };
    let keys = match keys(&app.authority, &here.actor, &input).await {
        Ok(found) => Some(found.total),
        Err(keyward_authority::Error::NotPermitted(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let roles = roles(app, here).await?;
    let may_write = here.actor.may_write(needs::USER_WRITE).is_ok();
    let may_invite = may_invite(here);
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| PersonPage {
        shell,
        news,
        faults,
        sent,
        row,
        keys,
        roles,
        may_write,
        may_invite,
    }))
}

impl PersonPage {
    /// Whether a role is ticked: as it was sent, or as it is.
    fn has(&self, role: &str) -> bool {
        let sent = self.sent.all("role");
        if self.faults.none() {
            self.row.roles.iter().any(|held| held == role)
        } else {
            sent.iter().any(|it| it == role)
        }
    }

    /// Whether who looks may give this person other roles (`users::set_roles`).
    fn may_change_roles(&self) -> bool {
        self.may_write && !self.row.me && !self.roles.is_empty()
    }

    fn others(&self) -> Vec<String> {
        self.faults.beside(&["name", "roles"])
    }
}
