//! `POST /api/v1/admin/tickets/{id}/notes`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_domain::ticket::TicketMessage;
use keyward_hub::tickets::note as operation;

use super::view::OperatedMessage;
use crate::App;
use crate::http::{created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Whole};
use crate::hub::tickets::{MESSAGE, NewMessage};
use crate::hub::who::Operator;

/// What was sent.
pub(crate) struct Remark {
    id: i64,
    message: String,
}

impl Input for Remark {
    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let message = sent.required("message", MESSAGE);
        Some(Self { id: id?, message: message? })
    }
}

/// Write down in anybody's ticket what only operators see.
#[utoipa::path(
    post,
    path = "/api/v1/admin/tickets/{id}/notes",
    tag = "hub",
    operation_id = "note_on_ticket",
    params(
        ("id" = i64, Path, description = "Its id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")
    ),
    request_body = NewMessage,
    responses((status = 201, body = OperatedMessage), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn note(
    State(app): State<Arc<App>>,
    call: Call<Operator, Remark>,
) -> Result<Response, Problem> {
    let render = |written: &TicketMessage| created(&OperatedMessage::from(written));
    let Remark { id, message } = call.input;
    let route = format!("POST /api/v1/admin/tickets/{id}/notes");
    let once = call.once.once(&route, &call.raw, &render);
    let answer = operation::note(&app.hub, &call.who.0, id, &message, &once).await?;
    Ok(respond(&answer, &render))
}
