//! `GET /api/v1/portal/webhooks`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::webhooks::Desk;
use keyward_authority::webhooks::endpoints::list as operation;

use super::view::Webhook;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent};
use crate::hub::paging::{Paging, Rows};
use crate::hub::who::Person;

/// Which part of the list.
pub(crate) struct Part(Paging);

impl Input for Part {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        Paging::read(sent).map(Self)
    }
}

/// Your endpoints, newest first: an array, or an envelope when `page` or `per_page` is sent.
#[utoipa::path(
    get,
    path = "/api/v1/portal/webhooks",
    tag = "hub",
    operation_id = "list_portal_webhooks",
    params(
        ("page" = Option<i64>, Query, description = "From 1"),
        ("per_page" = Option<i64>, Query, description = "1 to 100; 25 by default")
    ),
    responses((status = 200, body = Rows<Webhook>), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    call: Call<Person, Part>,
) -> Result<axum::Json<Rows<Webhook>>, Problem> {
    let paging = call.input.0;
    let listed = operation::list(&app.authority, &call.who.0, Desk::Hub, paging.page()).await?;
    Ok(axum::Json(paging.rows(&listed)))
}
