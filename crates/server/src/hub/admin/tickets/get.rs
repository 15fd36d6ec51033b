//! `GET /api/v1/admin/tickets/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_domain::ticket::AuthorRole;
use keyward_hub::tickets::get as operation;

use super::view::OperatedTicket;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::tickets::TicketId;
use crate::hub::who::Operator;

/// Anybody's ticket, with what only operators see.
#[utoipa::path(
    get,
    path = "/api/v1/admin/tickets/{id}",
    tag = "hub",
    operation_id = "admin_get_ticket",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = OperatedTicket), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    call: Call<Operator, TicketId>,
) -> Result<axum::Json<OperatedTicket>, Problem> {
    let found = operation::get(&app.hub, &call.who.0, AuthorRole::Operator, call.input.0).await?;
    Ok(axum::Json((&found).into()))
}
