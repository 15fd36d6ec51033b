//! `/api/v1/admin/licenses`: of every account (contract hub, part E).

mod reactivate;
mod reinstate;
mod revoke;
mod suspend;

use std::sync::Arc;

use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::hub::fields::{Input, NAME, Sent, Whole};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(suspend::suspend))
        .routes(routes!(reinstate::reinstate))
        .routes(routes!(revoke::revoke))
        .routes(routes!(reactivate::reactivate))
}

/// Why something is done to a license. The body may be left out.
#[derive(ToSchema)]
pub(crate) struct Reason {
    /// The license's id, in the path.
    #[schema(ignore)]
    id: i64,
    /// Why: 1 to 255 characters.
    #[schema(example = "abuse", min_length = 1, max_length = 255)]
    reason: Option<String>,
}

impl Input for Reason {
    const OPTIONAL: bool = true;

    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let reason = sent.optional("reason", NAME);
        Some(Self { id: id?, reason: reason? })
    }
}
