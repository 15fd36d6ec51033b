//! `GET /dashboard/{environment}/keys/new`: the form for a key.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::Error;
use keyward_authority::users::{Account, get, search};
use keyward_domain::{Page, RoleName};

use super::SECTION;
use crate::App;
use crate::dashboard::form::{Asked, Fields, once};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem};
use crate::dashboard::shell::Shell;

/// When keys may end: days, and what they are called.
pub(super) const ENDS: [(&str, &str); 5] =
    [("", "Never"), ("7", "In 7 days"), ("30", "In 30 days"), ("90", "In 90 days"), ("365", "In a year")];
/// The fields that have a place of their own for what is wrong with them.
const FIELDS: [&str; 5] = ["name", "owner", "owner.external_id", "permissions", "service_account_id"];
/// As many service accounts as a menu is good for.
const MOST: u64 = 200;

/// A service account to choose.
struct Machine {
    id: String,
    name: String,
    roles: String,
}

#[derive(Template)]
#[template(path = "dashboard/keys/new.html")]
struct NewPage {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    me: String,
    my_roles: String,
    machines: Vec<Machine>,
    once: String,
}

/// The form, empty.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    show(&app, &here, Faults::default(), asked).await
}

/// The form as it was sent, with what is wrong with it.
pub(super) async fn show(app: &App, here: &Here, faults: Faults, sent: Fields) -> Result<Response, Problem> {
    let (me, my_roles) = match get::me(&app.authority, &here.actor).await? {
        Account::User(user) => (user.email, list(&user.roles)),
        Account::ServiceAccount(machine) => (machine.name.to_string(), list(&machine.roles)),
    };
    let found = search::search(&app.authority, &here.actor, Some("service_account"), Page::first(MOST)).await;
    let accounts = match found {
        Ok(found) => found.items,
        // Who may not see them may still make keys of their own.
        Err(Error::NotPermitted(_)) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let machine = |account| match account {
        Account::ServiceAccount(it) => Some(Machine {
            id: app.authority.ids().encode(it.id),
            name: it.name.to_string(),
            roles: list(&it.roles),
        }),
        Account::User(_) => None,
    };
    let machines = accounts.into_iter().filter_map(machine).collect();
    let status = faults.status();
    let once = once(app);
    Ok(here.page_as(status, SECTION, |shell| NewPage { shell, faults, sent, me, my_roles, machines, once }))
}

fn list(roles: &[RoleName]) -> String {
    roles.iter().map(RoleName::as_str).collect::<Vec<_>>().join(", ")
}

impl NewPage {
    /// The kind of owner that is chosen; oneself at first.
    fn is_kind(&self, kind: &str) -> bool {
        let chosen = self.sent.text("kind");
        if chosen.is_empty() { kind == "user" } else { chosen == kind }
    }

    fn others(&self) -> Vec<String> {
        self.faults.beside(&FIELDS)
    }
}
