//! `POST /api/v1/admin/tickets/{id}/resolve`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::tickets::resolve as operation;

use super::view::OperatedTicket;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::tickets::TicketId;
use crate::hub::who::Operator;

/// Anybody's ticket is done. It closes in 7 days, unless somebody writes.
#[utoipa::path(
    post,
    path = "/api/v1/admin/tickets/{id}/resolve",
    tag = "hub",
    operation_id = "resolve_ticket",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = OperatedTicket), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn resolve(
    State(app): State<Arc<App>>,
    call: Call<Operator, TicketId>,
) -> Result<axum::Json<OperatedTicket>, Problem> {
    Ok(axum::Json((&operation::resolve(&app.hub, &call.who.0, call.input.0).await?).into()))
}
