//! `/api/v1/portal/profile` (contract hub, B.6): one's own account, for people who are signed in.

mod edit;
mod get;
mod password;
mod upgrade;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) use view::{Profile, name};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get::get, edit::edit))
        .routes(routes!(password::password))
        .routes(routes!(upgrade::upgrade))
}
