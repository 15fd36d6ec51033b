//! `GET /api/v1/portal/clients/{id}/licenses`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::clients::licenses as operation;

use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Whole};
use crate::hub::licenses::view::LicenseItem;
use crate::hub::paging::{Paging, Rows};
use crate::hub::who::KeyOrPerson;

/// Whose licenses, and which part of them.
pub(crate) struct Which {
    id: i64,
    paging: Paging,
}

impl Input for Which {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let paging = Paging::read(sent);
        Some(Self { id: id?, paging: paging? })
    }
}

/// A client's licenses, newest first: an array, or an envelope when `page` or `per_page` is sent.
#[utoipa::path(
    get,
    path = "/api/v1/portal/clients/{id}/licenses",
    tag = "hub",
    operation_id = "list_client_licenses",
    params(
        ("id" = i64, Path, description = "The client's id"),
        ("page" = Option<i64>, Query, description = "From 1"),
        ("per_page" = Option<i64>, Query, description = "1 to 100; 25 by default")
    ),
    responses((status = 200, body = Rows<LicenseItem>), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []), ("api_key" = []))
)]
pub(crate) async fn licenses(
    State(app): State<Arc<App>>,
    call: Call<KeyOrPerson, Which>,
) -> Result<axum::Json<Rows<LicenseItem>>, Problem> {
    let Which { id, paging } = call.input;
    let listed = operation::licenses(&app.hub, &call.who.0, id, paging.page()).await?;
    Ok(axum::Json(paging.rows(&listed)))
}
