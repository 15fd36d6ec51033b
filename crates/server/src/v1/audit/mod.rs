//! `/v1/audit` (contract v1, part 11).

mod export;
mod list;

use std::sync::Arc;

use keyward_authority::audit::list::ListAudit;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list::list)).routes(routes!(export::export))
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Such as `key.create`.
    action: Option<String>,
    /// The id of who did it.
    actor_id: Option<String>,
    /// `key`, `static_key`, `user`, `portal_session` or `operator`.
    actor_type: Option<String>,
    /// Such as `key`.
    target_type: Option<String>,
    /// The id of what it was done to.
    target_id: Option<String>,
    /// `done` or `refused`.
    outcome: Option<String>,
    /// The request.
    request_id: Option<String>,
    /// The first time, RFC 3339.
    start_time: Option<String>,
    /// The first time that is too late.
    end_time: Option<String>,
    /// A cursor: the sequence of the last entry of the page before.
    after: Option<String>,
}

impl Filter {
    fn input(self) -> ListAudit {
        ListAudit {
            action: self.action,
            actor_id: self.actor_id,
            actor_type: self.actor_type,
            target_type: self.target_type,
            target_id: self.target_id,
            outcome: self.outcome,
            request_id: self.request_id,
            start_time: self.start_time,
            end_time: self.end_time,
            after: self.after,
        }
    }
}
