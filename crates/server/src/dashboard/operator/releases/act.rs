//! `POST /dashboard/{environment}/operator/…/releases/{version}/publish` and `…/yank`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_hub::releases::{publish as give, yank as take};

use super::{Row, Which};
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::operator::Operating;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/operator/yank.html")]
struct YankPage {
    shell: Shell,
    slug: String,
    row: Row,
    path: String,
}

/// Lets sites have it.
pub(in crate::dashboard) async fn publish(
    State(app): State<Arc<App>>,
    which: Which,
    Operating(here): Operating,
    _: Sent,
) -> Result<Response, Problem> {
    give::publish(&app.hub, &here.account(), &which.of, &which.version).await?;
    Ok(here.go(&format!("{}?done=published", which.path())))
}

/// What will break.
pub(in crate::dashboard) async fn question(
    State(app): State<Arc<App>>,
    which: Which,
    Operating(here): Operating,
) -> Result<Response, Problem> {
    let row = Row::of(&which.find(&app, &here).await?, app.authority.now());
    let (slug, path) = (which.slug.clone(), here.path(&which.path()));
    Ok(here.page(which.section(), |shell| YankPage { shell, slug, row, path }))
}

/// Takes it back for ever.
pub(in crate::dashboard) async fn yank(
    State(app): State<Arc<App>>,
    which: Which,
    Operating(here): Operating,
    _: Sent,
) -> Result<Response, Problem> {
    take::yank(&app.hub, &here.account(), &which.of, &which.version).await?;
    Ok(here.go(&format!("{}?done=yanked", which.path())))
}
