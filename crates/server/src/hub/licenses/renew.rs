//! `POST /api/v1/portal/licenses/{id}/renew`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::licenses::renew as operation;
use utoipa::ToSchema;

use super::view::License;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Whole};
use crate::hub::who::Person;

/// For how long.
#[derive(ToSchema)]
pub(crate) struct Renewal {
    /// The license's id, in the path.
    #[schema(ignore)]
    id: i64,
    /// Calendar months, 1 to 120.
    #[schema(example = 12, minimum = 1, maximum = 120)]
    months: u32,
}

impl Input for Renewal {
    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let months = sent.required("months", Whole::between(1, 120));
        Some(Self { id: id?, months: u32::try_from(months?).ok()? })
    }
}

/// Prolong a license, from its end or from now, whichever is later.
#[utoipa::path(
    post,
    path = "/api/v1/portal/licenses/{id}/renew",
    tag = "hub",
    operation_id = "renew_license",
    request_body = Renewal,
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = License), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn renew(
    State(app): State<Arc<App>>,
    call: Call<Person, Renewal>,
) -> Result<axum::Json<License>, Problem> {
    let Renewal { id, months } = call.input;
    Ok(axum::Json((&operation::renew(&app.hub, &call.who.0, id, months).await?).into()))
}
