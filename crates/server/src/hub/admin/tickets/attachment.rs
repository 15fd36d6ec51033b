//! `GET /api/v1/admin/tickets/{id}/attachments/{attachment_id}`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_domain::ticket::AuthorRole;
use keyward_hub::tickets::attachment as operation;

use crate::App;
use crate::http::download;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::tickets::FileId;
use crate::hub::who::Operator;

/// A file of anybody's ticket, to be saved.
#[utoipa::path(
    get,
    path = "/api/v1/admin/tickets/{id}/attachments/{attachment_id}",
    tag = "hub",
    operation_id = "admin_get_ticket_attachment",
    params(("id" = i64, Path, description = "The ticket's id"), ("attachment_id" = i64, Path, description = "The file's id")),
    responses((status = 200, body = String, content_type = "application/octet-stream"), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn attachment(
    State(app): State<Arc<App>>,
    call: Call<Operator, FileId>,
) -> Result<Response, Problem> {
    let FileId { ticket, file } = call.input;
    let found = operation::attachment(&app.hub, &call.who.0, AuthorRole::Operator, ticket, file).await?;
    Ok(download(found))
}
