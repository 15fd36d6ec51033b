//! `/dashboard/{environment}/clients/{client}/delete`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_domain::Client;
use keyward_hub::clients::{delete as operation, get};

use super::SECTION;
use crate::App;
use crate::dashboard::form::Sent;
use crate::dashboard::here::Here;
use crate::dashboard::licenses::number;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/clients/delete.html")]
struct DeletePage {
    shell: Shell,
    client: Client,
}

/// What will break.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, client)): Path<(String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    let client = get::get(&app.hub, &here.account(), number(&client)?).await?;
    Ok(here.page(SECTION, |shell| DeletePage { shell, client }))
}

/// Deletes it for ever.
pub(in crate::dashboard) async fn delete(
    State(app): State<Arc<App>>,
    Path((_, client)): Path<(String, String)>,
    here: Here,
    _: Sent,
) -> Result<Response, Problem> {
    operation::delete(&app.hub, &here.account(), number(&client)?).await?;
    Ok(here.go("/clients?done=deleted"))
}
