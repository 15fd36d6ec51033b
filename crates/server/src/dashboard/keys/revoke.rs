//! `/dashboard/{environment}/keys/{key}/revoke`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::keys::{get, revoke as operation, usage};
use keyward_authority::usage::ReadUsage;
use keyward_domain::Code;

use super::{Row, SECTION};
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::names::Names;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/keys/revoke.html")]
struct RevokePage {
    shell: Shell,
    row: Row,
    /// How many uses passed in the last 24 hours.
    passed: u64,
}

/// What will break.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, key)): Path<(String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    let owned = get::get(&app.authority, &here.actor, &key).await?;
    let used = usage::usage(&app.authority, &here.actor, &key, &ReadUsage::default()).await?;
    let passed = used.answers.total().get(&Code::Valid).copied().unwrap_or_default();
    let row = Row::of(&app.authority, &owned, &mut Names::new(&app.authority, &here.actor)).await;
    Ok(here.page(SECTION, |shell| RevokePage { shell, row, passed }))
}

/// Ends it for ever.
pub(in crate::dashboard) async fn revoke(
    State(app): State<Arc<App>>,
    Path((_, key)): Path<(String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    operation::revoke(&app.authority, &here.actor, &key).await?;
    Ok(here.go("/keys?done=revoked"))
}
