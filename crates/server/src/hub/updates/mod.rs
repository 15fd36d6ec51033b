//! `/api/v1/updates`: what sites ask about releases (contract hub, B.3).

mod check;
mod download;
mod info;
mod keys;
mod link;
mod signature;

use std::sync::Arc;

use keyward_hub::updates::Ticket;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(check::check))
        .routes(routes!(info::info))
        .routes(routes!(download::download, link::link))
        .routes(routes!(signature::signature))
        .routes(routes!(keys::keys))
}

/// The link that a token makes.
fn url(app: &App, ticket: &Ticket) -> String {
    format!("{}/api/v1/updates/download?token={}", base(app), ticket.token)
}

/// What links to this server begin with, without a slash at the end.
pub(super) fn base(app: &App) -> String {
    app.config.link_base().trim_end_matches('/').to_owned()
}
