//! `/dashboard/{environment}/people/{person}/remove`: out of the tenant, or an invitation taken back.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::users::delete::{Removal, delete};
use keyward_authority::users::members::get;

use super::SECTION;
use super::member::Row;
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/people/remove.html")]
struct RemovePage {
    shell: Shell,
    faults: Faults,
    row: Row,
}

/// What will happen.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, person)): Path<(String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    show(&app, &here, &person, Faults::default()).await
}

/// Removes the account; with its keys only if that is said.
pub(in crate::dashboard) async fn remove(
    State(app): State<Arc<App>>,
    Path((_, person)): Path<(String, String)>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let _ = get(&app.authority, &here.actor, &person).await?;
    match delete(&app.authority, &here.actor, &person, sent.text("cascade") == "yes").await {
        Ok(Removal::Done) => Ok(here.go("/people?done=removed")),
        Ok(Removal::HasKeys(keys)) => {
            let count = keys.len();
            let said = if count == 1 {
                "One key of theirs still works. Tick the box to revoke it with the account.".to_owned()
            } else {
                format!("{count} keys of theirs still work. Tick the box to revoke them with the account.")
            };
            show(&app, &here, &person, Faults::one("cascade", &said)).await
        }
        Err(error) => show(&app, &here, &person, faults(error)?).await,
    }
}

async fn show(app: &App, here: &Here, person: &str, faults: Faults) -> Result<Response, Problem> {
    let row = Row::of(&app.authority, here, get(&app.authority, &here.actor, person).await?);
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| RemovePage { shell, faults, row }))
}
