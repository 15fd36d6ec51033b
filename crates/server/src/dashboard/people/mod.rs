//! The people of the tenant: who they are, whom one invites, what they may do.

mod change;
mod invite;
mod list;
mod member;
mod remove;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use keyward_authority::roles::AnyRole;
use keyward_authority::roles::list::list;

use super::here::Here;
use super::problem::Problem;
use crate::App;

/// The section's name in the navigation.
const SECTION: &str = "people";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard/{environment}/people", get(list::page).post(invite::invite))
        .route("/dashboard/{environment}/people/new", get(invite::page))
        .route("/dashboard/{environment}/people/{person}", get(show::page))
        .route("/dashboard/{environment}/people/{person}/name", post(change::name))
        .route("/dashboard/{environment}/people/{person}/roles", post(change::roles))
        .route("/dashboard/{environment}/people/{person}/invite", post(invite::again))
        .route("/dashboard/{environment}/people/{person}/remove", get(remove::page).post(remove::remove))
}

/// The roles that a person can hold; none for who may not see roles.
async fn roles(app: &App, here: &Here) -> Result<Vec<AnyRole>, Problem> {
    match list(&app.authority, &here.actor, Some("user")).await {
        Ok(roles) => Ok(roles),
        Err(keyward_authority::Error::NotPermitted(_)) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// Whether who looks may invite people (`users::invite`).
fn may_invite(here: &Here) -> bool {
    let actor = &here.actor;
    actor.is_super_admin() && actor.is_person() && !actor.tenant_suspended()
}
