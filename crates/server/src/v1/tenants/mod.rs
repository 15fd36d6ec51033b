//! `/v1/tenants` (contract v1, part 5).

mod create;
mod get;
mod list;
mod rename;
mod resume;
mod suspend;

use std::sync::Arc;

use keyward_api::TenantView;
use keyward_domain::{IdCodec, Tenant};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create::create, list::list))
        .routes(routes!(get::get, rename::rename))
        .routes(routes!(suspend::suspend))
        .routes(routes!(resume::resume))
}

fn view(ids: &IdCodec, tenant: &Tenant) -> TenantView {
    TenantView {
        id: ids.encode(tenant.id),
        name: tenant.name.to_string(),
        status: tenant.status.as_str(),
        created_at: tenant.created_at.to_string(),
    }
}
