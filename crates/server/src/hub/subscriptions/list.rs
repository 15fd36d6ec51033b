//! `GET /api/v1/portal/subscriptions`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::subscriptions::list as operation;

use super::view::Subscription;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent};
use crate::hub::paging::{Paging, Rows};
use crate::hub::who::Person;

/// Which page.
pub(crate) struct Which(Paging);

impl Input for Which {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        Paging::read_always(sent).map(Self)
    }
}

/// Your subscriptions, newest first, by pages.
#[utoipa::path(
    get,
    path = "/api/v1/portal/subscriptions",
    tag = "hub",
    operation_id = "list_subscriptions",
    params(
        ("page" = Option<i64>, Query, description = "From 1"),
        ("per_page" = Option<i64>, Query, description = "1 to 100; 25 by default")
    ),
    responses((status = 200, body = Rows<Subscription>), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    call: Call<Person, Which>,
) -> Result<axum::Json<Rows<Subscription>>, Problem> {
    let paging = call.input.0;
    let listed = operation::list(&app.hub, &call.who.0, paging.page()).await?;
    Ok(axum::Json(paging.rows(&listed)))
}
