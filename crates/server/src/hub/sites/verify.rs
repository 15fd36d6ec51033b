//! `POST /api/v1/licenses/verify`

use std::sync::Arc;

use axum::extract::State;
use keyward_domain::{Feature, Timestamp};
use keyward_hub::activations::verify::{self as operation, VerifySite};
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

/// A site that asks whether it may go on.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct Verification {
    /// The license's key.
    #[schema(example = "FLVR-7K2M-Q9XD-R4TB-H3WZ")]
    license_key: String,
    /// Where the site is: a URL or a domain.
    #[schema(example = "shop.example.com")]
    domain: String,
    /// The slug of the product that it runs.
    product: Option<String>,
    /// What it says of its server.
    #[schema(max_length = 255)]
    fingerprint: Option<String>,
    /// Told again in the token.
    #[schema(max_length = 255)]
    nonce: Option<String>,
}

/// What was sent.
pub(crate) struct Asked(VerifySite);

impl Input for Asked {
    fn read(sent: &mut Sent) -> Option<Self> {
        let license_key = sent.required("license_key", Text::between(1, 255));
        let domain = sent.required("domain", DOMAIN);
        let product = sent.optional("product", Text::between(1, 64));
        let fingerprint = sent.optional("fingerprint", LABEL);
        let nonce = sent.optional("nonce", LABEL);
        Some(Self(VerifySite {
            license_key: license_key?,
            domain: domain?,
            product: product?,
            fingerprint: fingerprint?,
            nonce: nonce?,
        }))
    }
}

/// Whether the site may go on.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerifiedLicense {
    /// The license's id.
    id: i64,
    /// Its key.
    license_key: String,
    /// How much of the product.
    tier: String,
    /// `active`, `expired`, `suspended` or `revoked`.
    status: &'static str,
    /// Whether the site may go on.
    valid: bool,
    /// `valid`, `valid_grace`, `revoked`, `suspended`, `product_mismatch`, `not_activated`, `fingerprint_mismatch`, `expired` or
    /// `limit_exceeded`.
    code: &'static str,
    /// The same for people.
    detail: &'static str,
    /// What it is for.
    product: ProductName,
    /// When it ends.
    expires_at: String,
    /// The activation there, if the site may go on.
    activation: Option<SiteActivation>,
    /// On how many domains that count it may be active; -1: on as many as there are.
    activation_limit: i64,
    /// On how many it is.
    activations_used: u64,
    /// How many are left; -1: as many as there are.
    activations_left: i64,
    /// What it unlocks, if the site may go on.
    features: Vec<String>,
    /// The offline token, if the site may go on.
    token: Option<String>,
    /// Until when the token is good.
    token_expires_at: Option<String>,
    /// When to verify next.
    next_check_at: String,
    /// Until when the site may go on after the license has ended.
    grace_until: Option<String>,
}

/// Ask whether a site may go on using a license. Every known key is answered with 200.
#[utoipa::path(
    post,
    path = "/api/v1/licenses/verify",
    tag = "licensing",
    operation_id = "verify_license",
    request_body = Verification,
    responses((status = 200, body = VerifiedLicense), (status = 404, body = Detail), (status = 422, body = Details), (status = 429, body = Detail))
)]
pub(crate) async fn verify(
    State(app): State<Arc<App>>,
    call: Call<Anyone, Asked>,
) -> Result<axum::Json<VerifiedLicense>, Problem> {
    call.limit(&app, Category::VerifyLicense).await?;
    let told = operation::verify(&app.hub, &call.input.0).await;
    let told = known(&app, &call.origin, told).await?;
    let valid = told.code.is_valid();
    let features: &[Feature] = if valid { &told.tier.features } else { &[] };
    let (token, token_expires_at) =
        told.proof.map(|proof| (proof.token, proof.expires_at.to_string())).unzip();
    Ok(axum::Json(VerifiedLicense {
        id: told.license.id.get(),
        license_key: told.key.expose().to_owned(),
        tier: told.tier.name.to_string(),
        status: told.status.as_str(),
        valid,
        code: told.code.as_str(),
        detail: told.code.detail(),
        product: (&*told.product).into(),
        expires_at: told.license.facts.expires_at.to_string(),
        activation: told.activation.as_ref().map(SiteActivation::from),
        activation_limit: told.slots.limit.get(),
        activations_used: told.slots.used,
        activations_left: told.slots.left(),
        features: features.iter().map(Feature::to_string).collect(),
        token,
        token_expires_at,
        next_check_at: told.next_check_at.to_string(),
        grace_until: told.grace_until.as_ref().map(Timestamp::to_string),
    }))
}
