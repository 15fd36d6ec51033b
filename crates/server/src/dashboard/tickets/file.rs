//! `GET /dashboard/{environment}/tickets/{ticket}/files/{file}`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use keyward_hub::tickets::attachment::attachment;

use super::Desk;
use crate::App;
use crate::dashboard::licenses::number;
use crate::dashboard::problem::Problem;
use crate::http::download;

/// A file of a ticket, to be saved.
pub(super) async fn file(
    State(app): State<Arc<App>>,
    Path((_, ticket, file)): Path<(String, String, String)>,
    desk: Desk,
) -> Result<Response, Problem> {
    let (ticket, file) = (number(&ticket)?, number(&file)?);
    let found = attachment(&app.hub, &desk.here.account(), desk.side, ticket, file).await?;
    Ok(download(found))
}
