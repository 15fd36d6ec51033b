//! `POST /api/v1/licenses/activate`

use std::sync::Arc;

use axum::extract::State;
use keyward_domain::Feature;
use keyward_hub::activations::activate::{self as operation, ActivateSite};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::SiteActivation;
use crate::App;
use crate::http::Category;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{DOMAIN, Input, LABEL, Sent, Text};
use crate::hub::licenses::view::ProductName;
use crate::hub::unknown::known;
use crate::hub::who::Anyone;

/// A site that wants a license.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct Activation {
    /// The license's key.
    #[schema(example = "FLVR-7K2M-Q9XD-R4TB-H3WZ")]
    license_key: String,
    /// Where the site is: a URL or a domain.
    #[schema(example = "https://www.shop.example.com/")]
    domain: String,
    /// The slug of the product that it runs.
    product: Option<String>,
    /// What it says of its server.
    #[schema(max_length = 255)]
    fingerprint: Option<String>,
    /// The product's version there.
    #[schema(max_length = 255)]
    version: Option<String>,
    /// What people call the site.
    #[schema(max_length = 255)]
    label: Option<String>,
    /// A domain that gives its place to this one.
    replace_domain: Option<String>,
}

/// What was sent.
pub(crate) struct Asked(ActivateSite);

impl Input for Asked {
    fn read(sent: &mut Sent) -> Option<Self> {
        let license_key = sent.required("license_key", Text::between(1, 255));
        let domain = sent.required("domain", DOMAIN);
        let product = sent.optional("product", Text::between(1, 64));
        let fingerprint = sent.optional("fingerprint", LABEL);
        let version = sent.optional("version", LABEL);
        let label = sent.optional("label", LABEL);
        let replace_domain = sent.optional("replace_domain", DOMAIN);
        Some(Self(ActivateSite {
            license_key: license_key?,
            domain: domain?,
            product: product?,
            fingerprint: fingerprint?,
            version: version?,
            label: label?,
            replace_domain: replace_domain?,
        }))
    }
}

/// A license that is active on a domain.
#[derive(Serialize, ToSchema)]
pub(crate) struct ActiveLicense {
    /// The license's id.
    id: i64,
    /// Its key.
    license_key: String,
    /// How much of the product.
    tier: String,
    /// `active`.
    status: &'static str,
    /// What it is for.
    product: ProductName,
    /// When it ends.
    expires_at: String,
    /// The activation.
    activation: SiteActivation,
    /// Whether it was active there before.
    already_activated: bool,
    /// On how many domains that count it may be active; -1: on as many as there are.
    activation_limit: i64,
    /// On how many it is.
    activations_used: u64,
    /// How many are left; -1: as many as there are.
    activations_left: i64,
    /// What it unlocks.
    features: Vec<String>,
    /// The offline token: a JWS (EdDSA) under a key of `/api/v1/licenses/keys`.
    token: String,
    /// Until when the token is good.
    token_expires_at: String,
    /// When to verify next.
    next_check_at: String,
}

/// Activate a license on a domain. Where it is active already, nothing changes.
#[utoipa::path(
    post,
    path = "/api/v1/licenses/activate",
    tag = "licensing",
    operation_id = "activate_license",
    request_body = Activation,
    responses((status = 200, body = ActiveLicense), (status = 400, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details), (status = 429, body = Detail))
)]
pub(crate) async fn activate(
    State(app): State<Arc<App>>,
    call: Call<Anyone, Asked>,
) -> Result<axum::Json<ActiveLicense>, Problem> {
    call.limit_of(&app, Category::Activate, "activate").await?;
    let made = operation::activate(&app.hub, &call.origin, &call.input.0).await;
    let made = known(&app, &call.origin, made).await?;
    Ok(axum::Json(ActiveLicense {
        id: made.license.id.get(),
        license_key: made.key.expose().to_owned(),
        tier: made.tier.name.to_string(),
        status: made.status.as_str(),
        product: (&made.product).into(),
        expires_at: made.license.facts.expires_at.to_string(),
        activation: (&made.activation).into(),
        already_activated: made.already,
        activation_limit: made.slots.limit.get(),
        activations_used: made.slots.used,
        activations_left: made.slots.left(),
        features: made.tier.features.iter().map(Feature::to_string).collect(),
        token: made.proof.token,
        token_expires_at: made.proof.expires_at.to_string(),
        next_check_at: made.next_check_at.to_string(),
    }))
}
