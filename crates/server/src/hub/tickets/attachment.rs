//! `GET /api/v1/portal/tickets/{id}/attachments/{attachment_id}`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_domain::ticket::AuthorRole;
use keyward_hub::tickets::attachment as operation;

use super::FileId;
use crate::App;
use crate::http::download;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::who::Person;

/// A file of one of your tickets, to be saved.
#[utoipa::path(
    get,
    path = "/api/v1/portal/tickets/{id}/attachments/{attachment_id}",
    tag = "hub",
    operation_id = "get_ticket_attachment",
    params(("id" = i64, Path, description = "The ticket's id"), ("attachment_id" = i64, Path, description = "The file's id")),
    responses((status = 200, body = String, content_type = "application/octet-stream"), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn attachment(
    State(app): State<Arc<App>>,
    call: Call<Person, FileId>,
) -> Result<Response, Problem> {
    let FileId { ticket, file } = call.input;
    let found = operation::attachment(&app.hub, &call.who.0, AuthorRole::Customer, ticket, file).await?;
    Ok(download(found))
}
