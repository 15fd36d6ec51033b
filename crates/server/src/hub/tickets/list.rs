//! `GET /api/v1/portal/tickets`

use std::sync::Arc;

use axum::extract::State;
use keyward_domain::ticket::{AuthorRole, TicketStatus};
use keyward_hub::tickets::list::{self as operation, ListTickets};

use super::view::TicketRow;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Choice, Input, Sent};
use crate::hub::paging::{Paging, Rows};
use crate::hub::who::Person;

/// Which tickets.
pub(crate) struct Which {
    filter: ListTickets,
    paging: Paging,
}

impl Input for Which {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        let status = sent.query("status", Choice(TicketStatus::WORDS));
        let paging = Paging::read_always(sent);
        let filter = ListTickets { status: status?.map(str::to_owned), ..ListTickets::default() };
        Some(Self { filter, paging: paging? })
    }
}

/// Your tickets, newest first, by pages.
#[utoipa::path(
    get,
    path = "/api/v1/portal/tickets",
    tag = "hub",
    operation_id = "list_tickets",
    params(
        ("status" = Option<String>, Query, description = "`open`, `pending`, `resolved` or `closed`"),
        ("page" = Option<i64>, Query, description = "From 1"),
        ("per_page" = Option<i64>, Query, description = "1 to 100; 25 by default")
    ),
    responses((status = 200, body = Rows<TicketRow>), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    call: Call<Person, Which>,
) -> Result<axum::Json<Rows<TicketRow>>, Problem> {
    let Which { filter, paging } = call.input;
    let side = AuthorRole::Customer;
    let listed = operation::list(&app.hub, &call.who.0, side, &filter, paging.page()).await?;
    Ok(axum::Json(paging.rows(&listed)))
}
