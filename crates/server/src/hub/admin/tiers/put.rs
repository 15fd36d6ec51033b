//! `PUT /api/v1/admin/tiers`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::tiers::put::{self as operation, PutTier};
use utoipa::ToSchema;

use super::view::Tier;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Each, FEATURE, Input, SLUG, Sent, Whole};
use crate::hub::who::Operator;

/// What a tier is to be.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body: it is read into the operation's input")]
pub(crate) struct NewTier {
    /// Its name: 1 to 64 of a-z, 0-9 and single hyphens between.
    #[schema(example = "studio", min_length = 1, max_length = 64)]
    name: String,
    /// Its place among the tiers: a change to a greater one is an upgrade.
    #[schema(example = 4)]
    rank: i64,
    /// On how many domains a license may be active; -1: on as many as there are.
    #[schema(example = 10, minimum = -1)]
    domains_per_license: i64,
    /// What it unlocks: at most 100 words.
    features: Option<Vec<String>>,
}

/// What was sent.
pub(crate) struct Put(PutTier);

impl Input for Put {
    fn read(sent: &mut Sent) -> Option<Self> {
        let name = sent.required("name", SLUG);
        let rank = sent.required("rank", Whole::ANY);
        let domains = sent.required("domains_per_license", Whole::between(-1, i64::MAX));
        let features = sent.optional("features", Each::up_to(100, FEATURE));
        Some(Self(PutTier {
            name: name?,
            rank: rank?,
            domains_per_license: domains?,
            features: features?.unwrap_or_default(),
        }))
    }
}

/// Make a tier, or change the one of that name for every license that has it.
#[utoipa::path(
    put,
    path = "/api/v1/admin/tiers",
    tag = "hub",
    operation_id = "put_tier",
    request_body = NewTier,
    responses((status = 200, body = Tier), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    call: Call<Operator, Put>,
) -> Result<axum::Json<Tier>, Problem> {
    Ok(axum::Json((&operation::put(&app.hub, &call.who.0, &call.input.0).await?).into()))
}
