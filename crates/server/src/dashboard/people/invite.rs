//! `/dashboard/{environment}/people/new`, and an invitation once more.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::Once;
use keyward_authority::roles::AnyRole;
use keyward_authority::users::invite::{self as operation, Invite};
use keyward_authority::users::members::{Standing, get};

use super::show::show as show_person;
use super::{SECTION, roles};
use crate::App;
use crate::dashboard::form::{Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/people/new.html")]
struct NewPage {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    roles: Vec<AnyRole>,
}

/// The form.
pub(in crate::dashboard) async fn page(State(app): State<Arc<App>>, here: Here) -> Result<Response, Problem> {
    show(&app, &here, Faults::default(), Fields::default()).await
}

/// Invites somebody.
pub(in crate::dashboard) async fn invite(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let (email, name) = (sent.text("email").to_owned(), sent.filled("name"));
    let input = Invite { email, name, roles: sent.all("role") };
    match operation::invite(&app.authority, &here.actor, &input, &Once::no()).await {
        Ok(_) => Ok(here.go("/people?done=invited")),
        Err(error) => show(&app, &here, faults(error)?, sent).await,
    }
}

/// Sends another invitation to somebody who has not come; the one before is not good any more.
pub(in crate::dashboard) async fn again(
    State(app): State<Arc<App>>,
    Path((_, person)): Path<(String, String)>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let member = get(&app.authority, &here.actor, &person).await?;
    if !matches!(member.standing, Standing::Invited { .. }) {
        let wrong = Faults::one("", "There is nothing to send: this person has an account.");
        return show_person(&app, &here, &person, "", wrong, sent).await;
    }
    let roles = member.user.roles.iter().map(ToString::to_string).collect();
    let input = Invite { email: member.user.email, name: None, roles };
    match operation::invite(&app.authority, &here.actor, &input, &Once::no()).await {
        Ok(_) => Ok(here.go(&format!("/people/{person}?done=invited"))),
        Err(error) => show_person(&app, &here, &person, "", faults(error)?, sent).await,
    }
}

async fn show(app: &App, here: &Here, faults: Faults, sent: Fields) -> Result<Response, Problem> {
    let roles = roles(app, here).await?;
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| NewPage { shell, faults, sent, roles }))
}

impl NewPage {
    fn has(&self, role: &str) -> bool {
        self.sent.all("role").iter().any(|chosen| chosen == role)
    }
}
