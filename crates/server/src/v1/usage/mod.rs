//! `/v1/usage` (contract v1, part 6).

mod keys;
pub(in crate::v1) mod view;

use std::sync::Arc;

use keyward_authority::usage::ReadUsage;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(keys::keys))
}

/// The query, as sent.
#[derive(Debug, serde::Deserialize)]
pub(in crate::v1) struct UsageQuery {
    from: Option<String>,
    to: Option<String>,
    interval: Option<String>,
}

impl UsageQuery {
    pub(in crate::v1) fn input(self) -> ReadUsage {
        ReadUsage { from: self.from, to: self.to, interval: self.interval }
    }
}
