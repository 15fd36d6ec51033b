//! `POST /api/v1/portal/tickets/{id}/close`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::tickets::close as operation;

use super::TicketId;
use super::view::Ticket;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::who::Person;

/// Close one of your tickets, for ever.
#[utoipa::path(
    post,
    path = "/api/v1/portal/tickets/{id}/close",
    tag = "hub",
    operation_id = "close_ticket",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = Ticket), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn close(
    State(app): State<Arc<App>>,
    call: Call<Person, TicketId>,
) -> Result<axum::Json<Ticket>, Problem> {
    Ok(axum::Json((&operation::close(&app.hub, &call.who.0, call.input.0).await?).into()))
}
