//! `POST /api/v1/portal/licenses/{id}/upgrade`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::licenses::upgrade as operation;
use utoipa::ToSchema;

use super::view::License;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Whole};
use crate::hub::who::Person;

/// To what.
#[derive(ToSchema)]
pub(crate) struct Upgrade {
    /// The license's id, in the path.
    #[schema(ignore)]
    id: i64,
    /// The tier's name.
    #[schema(example = "business")]
    tier: String,
}

impl Input for Upgrade {
    const TIERS: bool = true;

    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let tier = sent.required("tier", sent.tiers());
        Some(Self { id: id?, tier: tier? })
    }
}

/// Give a license a higher tier.
#[utoipa::path(
    post,
    path = "/api/v1/portal/licenses/{id}/upgrade",
    tag = "hub",
    operation_id = "upgrade_license",
    request_body = Upgrade,
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = License), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn upgrade(
    State(app): State<Arc<App>>,
    call: Call<Person, Upgrade>,
) -> Result<axum::Json<License>, Problem> {
    let Upgrade { id, tier } = call.input;
    Ok(axum::Json((&operation::upgrade(&app.hub, &call.who.0, id, &tier).await?).into()))
}
