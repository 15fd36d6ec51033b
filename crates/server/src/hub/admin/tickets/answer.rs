//! `POST /api/v1/admin/tickets/{id}/messages`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_domain::ticket::{AuthorRole, TicketMessage};
use keyward_hub::tickets::reply as operation;

use super::view::OperatedMessage;
use crate::App;
use crate::http::{created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::tickets::{NewMessage, NewMessageForm, Reply};
use crate::hub::who::Operator;

/// Answer in anybody's ticket, perhaps with files. The customer is told by mail.
#[utoipa::path(
    post,
    path = "/api/v1/admin/tickets/{id}/messages",
    tag = "hub",
    operation_id = "answer_ticket",
    params(
        ("id" = i64, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")
    ),
    request_body(content((NewMessage = "application/json"), (NewMessageForm = "multipart/form-data"))),
    responses((status = 201, body = OperatedMessage), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 413, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    call: Call<Operator, Reply>,
) -> Result<Response, Problem> {
    let render = |written: &TicketMessage| created(&OperatedMessage::from(written));
    let Reply { id, draft } = call.input;
    let route = format!("POST /api/v1/admin/tickets/{id}/messages");
    let once = call.once.once(&route, &call.raw, &render);
    let answer = operation::reply(&app.hub, &call.who.0, AuthorRole::Operator, id, draft, &once).await?;
    Ok(respond(&answer, &render))
}
