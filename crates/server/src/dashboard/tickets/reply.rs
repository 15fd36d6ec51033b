//! `POST /dashboard/{environment}/tickets/{ticket}/messages`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use keyward_domain::ticket::TicketMessage;
use keyward_hub::tickets::Draft;
use keyward_hub::tickets::reply::reply as operation;

use super::{Desk, show};
use crate::App;
use crate::dashboard::files::SentFiles;
use crate::dashboard::form::per_form;
use crate::dashboard::licenses::number;
use crate::dashboard::problem::{Problem, hub_faults};

/// Writes in a ticket, once however often the form is sent.
pub(super) async fn reply(
    State(app): State<Arc<App>>,
    Path((_, ticket)): Path<(String, String)>,
    desk: Desk,
    sent: SentFiles,
) -> Result<Response, Problem> {
    let id = number(&ticket)?;
    let (path, body) = (desk.here.path(&format!("{}/{id}/messages", desk.parent)), sent.body());
    let SentFiles { fields, files } = sent;
    let draft = Draft { message: fields.as_typed("message").to_owned(), files };
    let kept = |written: &TicketMessage| (201, written.id.get().to_string().into_bytes());
    let key = fields.text("once").to_owned();
    let once = per_form(&key, &path, &body, &kept);
    match operation(&app.hub, &desk.here.account(), desk.side, id, draft, &once).await {
        Ok(_) => Ok(desk.here.go(&format!("{}/{id}?done=replied", desk.parent))),
        Err(error) => show::show(&app, &desk, id, "", hub_faults(error)?, fields).await,
    }
}
