//! `/api/v1/portal/subscriptions` (contract hub, B.9).

mod cancel;
mod create;
mod get;
mod list;
mod resume;
mod update;
pub(super) mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::fields::{Choice, Input, Sent, Whole};
use crate::App;

/// How long a payment lasts.
pub(super) const INTERVAL: Choice = Choice(&["month", "year"]);

/// Which subscription.
pub(crate) struct SubscriptionId(pub(super) i64);

impl Input for SubscriptionId {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        Some(Self(sent.path("id", Whole::ANY)?))
    }
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get, update::update))
        .routes(routes!(cancel::cancel))
        .routes(routes!(resume::resume))
}
