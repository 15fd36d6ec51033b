//! `GET /api/v1/portal/webhooks/{id}/deliveries`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::webhooks::EndpointId;
use keyward_authority::webhooks::deliveries::list as operation;

use super::view::Delivery;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Whole};
use crate::hub::paging::{Paging, Rows};
use crate::hub::who::Person;

/// Which part of whose list.
pub(crate) struct Part {
    id: i64,
    paging: Paging,
}

impl Input for Part {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let paging = Paging::read_always(sent);
        Some(Self { id: id?, paging: paging? })
    }
}

/// What was sent to an endpoint, newest first. Kept for 30 days.
#[utoipa::path(
    get,
    path = "/api/v1/portal/webhooks/{id}/deliveries",
    tag = "hub",
    operation_id = "list_portal_webhook_deliveries",
    params(
        ("id" = i64, Path, description = "Its id"),
        ("page" = Option<i64>, Query, description = "From 1"),
        ("per_page" = Option<i64>, Query, description = "1 to 100; 25 by default")
    ),
    responses((status = 200, body = Rows<Delivery>), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn deliveries(
    State(app): State<Arc<App>>,
    call: Call<Person, Part>,
) -> Result<axum::Json<Rows<Delivery>>, Problem> {
    let Part { id, paging } = call.input;
    let (actor, endpoint) = (&call.who.0, EndpointId::Hub(id));
    let listed = operation::list(&app.authority, actor, endpoint, None, paging.page()).await?;
    Ok(axum::Json(paging.rows(&listed)))
}
