//! `/v1/portal/sessions` for the tenant, `/v1/customer/portal` for its customers (contract v1, part 8).

mod create_key;
mod end;
mod info;
mod keys;
mod licenses;
mod open;
mod open_by_id;
mod revoke_key;
mod usage;

use std::sync::Arc;

use keyward_api::PortalOpened;
use keyward_authority::customer_portal::open::Opened;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(open::open))
        .routes(routes!(open_by_id::open_by_id))
        .routes(routes!(end::end))
        .routes(routes!(info::info))
        .routes(routes!(keys::keys, create_key::create_key))
        .routes(routes!(revoke_key::revoke_key))
        .routes(routes!(usage::usage))
        .routes(routes!(licenses::licenses))
}

fn opened(app: &App, opened: &Opened) -> PortalOpened {
    let base = app.config.link_base();
    let base = base.trim_end_matches('/');
    let token = opened.token.expose();
    PortalOpened {
        id: app.authority.ids().encode(opened.session.id),
        url: format!("{base}/portal#token={token}"),
        token: token.to_owned(),
        expires_at: opened.session.expires_at.to_string(),
    }
}
