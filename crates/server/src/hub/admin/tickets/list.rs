//! `GET /api/v1/admin/tickets`

use std::sync::Arc;

use axum::extract::State;
use keyward_domain::ticket::{AuthorRole, TicketCategory, TicketPriority, TicketStatus};
use keyward_hub::tickets::list::{self as operation, ListTickets};

use super::view::OperatedTicketRow;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Choice, Input, Sent};
use crate::hub::paging::{Paging, Rows};
use crate::hub::who::Operator;

/// Which tickets.
pub(crate) struct Which {
    filter: ListTickets,
    paging: Paging,
}

impl Input for Which {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        let status = sent.query("status", Choice(TicketStatus::WORDS));
        let priority = sent.query("priority", Choice(TicketPriority::WORDS));
        let category = sent.query("category", Choice(TicketCategory::WORDS));
        let paging = Paging::read_always(sent);
        let [status, priority, category] =
            [status?, priority?, category?].map(|word| word.map(str::to_owned));
        Some(Self { filter: ListTickets { status, priority, category }, paging: paging? })
    }
}

/// Everybody's tickets, newest first, by pages.
#[utoipa::path(
    get,
    path = "/api/v1/admin/tickets",
    tag = "hub",
    operation_id = "admin_list_tickets",
    params(
        ("status" = Option<String>, Query, description = "`open`, `pending`, `resolved` or `closed`"),
        ("priority" = Option<String>, Query, description = "`low`, `normal`, `high` or `urgent`"),
        ("category" = Option<String>, Query, description = "`billing`, `technical`, `licensing` or `other`"),
        ("page" = Option<i64>, Query, description = "From 1"),
        ("per_page" = Option<i64>, Query, description = "1 to 100; 25 by default")
    ),
    responses((status = 200, body = Rows<OperatedTicketRow>), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    call: Call<Operator, Which>,
) -> Result<axum::Json<Rows<OperatedTicketRow>>, Problem> {
    let Which { filter, paging } = call.input;
    let side = AuthorRole::Operator;
    let listed = operation::list(&app.hub, &call.who.0, side, &filter, paging.page()).await?;
    Ok(axum::Json(paging.rows(&listed)))
}
