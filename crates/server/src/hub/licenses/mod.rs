//! `/api/v1/portal/licenses` (contract hub, A.1 and B.7).

mod bulk;
mod bulk_action;
mod create;
mod delete;
mod file;
mod get;
mod list;
pub(super) mod pack_credits;
mod reactivate;
mod release;
mod renew;
mod revoke;
mod transfer;
mod upgrade;
mod usage;
pub(super) mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::fields::{Input, Sent, Whole};
use crate::App;

const STATUSES: [&str; 4] = ["active", "expired", "suspended", "revoked"];
const SOURCES: [&str; 4] = ["individual", "bulk_pack", "commitment", "nfr"];

/// Which license.
pub(crate) struct LicenseId(pub(super) i64);

impl Input for LicenseId {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        Some(Self(sent.path("id", Whole::ANY)?))
    }
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(bulk::bulk))
        .routes(routes!(bulk_action::bulk_action))
        .routes(routes!(usage::usage))
        .routes(routes!(pack_credits::pack_credits))
        .routes(routes!(get::get, delete::delete))
        .routes(routes!(reactivate::reactivate))
        .routes(routes!(revoke::revoke))
        .routes(routes!(renew::renew))
        .routes(routes!(upgrade::upgrade))
        .routes(routes!(transfer::transfer))
        .routes(routes!(release::release))
        .routes(routes!(file::file))
}
