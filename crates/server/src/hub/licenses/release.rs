//! `DELETE /api/v1/portal/licenses/{id}/activations/{domain}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_hub::activations::release as operation;

use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Text, Whole};
use crate::hub::who::Person;

/// Which license, and where.
pub(crate) struct Place {
    id: i64,
    domain: String,
}

impl Input for Place {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let domain = sent.path("domain", Text::between(1, 255));
        Some(Self { id: id?, domain: domain? })
    }
}

/// End a license on a domain.
#[utoipa::path(
    delete,
    path = "/api/v1/portal/licenses/{id}/activations/{domain}",
    tag = "hub",
    operation_id = "release_domain",
    params(("id" = i64, Path, description = "The license's id"), ("domain" = String, Path, description = "The domain as it is listed")),
    responses((status = 204), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn release(
    State(app): State<Arc<App>>,
    call: Call<Person, Place>,
) -> Result<StatusCode, Problem> {
    operation::release(&app.hub, &call.who.0, call.input.id, &call.input.domain).await?;
    Ok(StatusCode::NO_CONTENT)
}
