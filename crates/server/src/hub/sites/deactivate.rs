//! `POST /api/v1/licenses/deactivate`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::activations::deactivate as operation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::http::Category;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{DOMAIN, Input, Sent, Text};
use crate::hub::unknown::known;
use crate::hub::who::Anyone;

/// A site that gives a license back.
#[derive(ToSchema)]
pub(crate) struct Deactivation {
    /// The license's key.
    #[schema(example = "FLVR-7K2M-Q9XD-R4TB-H3WZ")]
    license_key: String,
    /// Where the site is: a URL or a domain.
    #[schema(example = "shop.example.com")]
    domain: String,
}

impl Input for Deactivation {
    fn read(sent: &mut Sent) -> Option<Self> {
        let license_key = sent.required("license_key", Text::between(1, 255));
        let domain = sent.required("domain", DOMAIN);
        Some(Self { license_key: license_key?, domain: domain? })
    }
}

/// A license that is active on a domain no more.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReleasedLicense {
    /// The license's id.
    id: i64,
    /// Its key.
    license_key: String,
    /// How much of the product.
    tier: String,
    /// Its status.
    status: &'static str,
    /// `true`.
    deactivated: bool,
    /// The domain.
    domain: String,
    /// On how many domains that count it may be active; -1: on as many as there are.
    activation_limit: i64,
    /// On how many it is.
    activations_used: u64,
    /// How many are left; -1: as many as there are.
    activations_left: i64,
}

/// End a license on a domain, whatever its state.
#[utoipa::path(
    post,
    path = "/api/v1/licenses/deactivate",
    tag = "licensing",
    operation_id = "deactivate_license",
    request_body = Deactivation,
    responses((status = 200, body = ReleasedLicense), (status = 404, body = Detail), (status = 422, body = Details), (status = 429, body = Detail))
)]
pub(crate) async fn deactivate(
    State(app): State<Arc<App>>,
    call: Call<Anyone, Deactivation>,
) -> Result<axum::Json<ReleasedLicense>, Problem> {
    call.limit_of(&app, Category::Activate, "deactivate").await?;
    let Deactivation { license_key, domain } = &call.input;
    let done = operation::deactivate(&app.hub, &call.origin, license_key, domain).await;
    let done = known(&app, &call.origin, done).await?;
    Ok(axum::Json(ReleasedLicense {
        id: done.license.id.get(),
        license_key: done.key.expose().to_owned(),
        tier: done.tier.name.to_string(),
        status: done.status.as_str(),
        deactivated: true,
        domain: done.domain.to_string(),
        activation_limit: done.slots.limit.get(),
        activations_used: done.slots.used,
        activations_left: done.slots.left(),
    }))
}
