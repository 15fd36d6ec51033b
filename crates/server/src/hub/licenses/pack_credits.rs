//! `GET /api/v1/portal/licenses/pack-credits`

use std::sync::Arc;

use axum::extract::State;
use keyward_domain::Pack as DomainPack;
use keyward_hub::packs::list as operation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::Detail;
use crate::hub::who::Person;

/// What is left of packs that were bought in bulk.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackCredits {
    /// How many licenses can still be made of all packs.
    total_credits: u64,
    /// The packs, in the order in which licenses are taken out of them.
    packs: Vec<Pack>,
}

/// A pack of licenses.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the contract calls them so")]
pub(in crate::hub) struct Pack {
    /// Its id.
    pack_id: i64,
    /// How many licenses were bought.
    #[schema(example = 25)]
    pack_size: u32,
    /// What it is a pack of.
    #[schema(example = "Starter Theme")]
    bundle: String,
    /// How many of them were made.
    used: u32,
    /// How many are left.
    remaining: u32,
    /// `active`, or `exhausted` when none is left.
    #[schema(example = "active")]
    status: &'static str,
}

impl From<&DomainPack> for Pack {
    fn from(pack: &DomainPack) -> Self {
        Self {
            pack_id: pack.id.get(),
            pack_size: pack.size,
            bundle: pack.bundle.to_string(),
            used: pack.used,
            remaining: pack.remaining(),
            status: pack.status(),
        }
    }
}

/// What is left of your packs: licenses of the source `bulk_pack` are taken out of them.
#[utoipa::path(
    get,
    path = "/api/v1/portal/licenses/pack-credits",
    tag = "hub",
    operation_id = "license_pack_credits",
    responses((status = 200, body = PackCredits), (status = 401, body = Detail), (status = 403, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn pack_credits(
    State(app): State<Arc<App>>,
    call: Call<Person, ()>,
) -> Result<axum::Json<PackCredits>, Problem> {
    let packs = operation::list(&app.hub, &call.who.0).await?;
    let total_credits = packs.iter().map(|pack| u64::from(pack.remaining())).sum();
    Ok(axum::Json(PackCredits { total_credits, packs: packs.iter().map(Pack::from).collect() }))
}
