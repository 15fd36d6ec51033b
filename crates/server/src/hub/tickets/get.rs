//! `GET /api/v1/portal/tickets/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_domain::ticket::AuthorRole;
use keyward_hub::tickets::get as operation;

use super::TicketId;
use super::view::Ticket;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::who::Person;

/// One of your tickets.
#[utoipa::path(
    get,
    path = "/api/v1/portal/tickets/{id}",
    tag = "hub",
    operation_id = "get_ticket",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = Ticket), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    call: Call<Person, TicketId>,
) -> Result<axum::Json<Ticket>, Problem> {
    let found = operation::get(&app.hub, &call.who.0, AuthorRole::Customer, call.input.0).await?;
    Ok(axum::Json((&found).into()))
}
