//! `POST /api/v1/portal/licenses/{id}/revoke`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::licenses::revoke as operation;
use utoipa::ToSchema;

use super::view::License;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, NAME, Sent, Whole};
use crate::hub::who::Person;

/// Why a license is revoked. The body may be left out.
#[derive(ToSchema)]
pub(crate) struct Revocation {
    /// The license's id, in the path.
    #[schema(ignore)]
    id: i64,
    /// Why: 1 to 255 characters.
    #[schema(example = "chargeback", min_length = 1, max_length = 255)]
    reason: Option<String>,
}

impl Input for Revocation {
    const OPTIONAL: bool = true;

    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let reason = sent.optional("reason", NAME);
        Some(Self { id: id?, reason: reason? })
    }
}

/// Take a license back: it ends on every domain. A reason of `refund`, `chargeback`, `admin` or `client_deleted` is the operator's to take back.
#[utoipa::path(
    post,
    path = "/api/v1/portal/licenses/{id}/revoke",
    tag = "hub",
    operation_id = "revoke_license",
    request_body = Revocation,
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 200, body = License), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    call: Call<Person, Revocation>,
) -> Result<axum::Json<License>, Problem> {
    let Revocation { id, reason } = call.input;
    Ok(axum::Json((&operation::revoke(&app.hub, &call.who.0, id, reason.as_deref()).await?).into()))
}
