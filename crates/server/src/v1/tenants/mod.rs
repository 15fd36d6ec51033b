//! `/v1/tenants` (contract v1, part 5).

mod get;
mod rename;

use std::sync::Arc;

use keyward_api::TenantView;
use keyward_domain::{IdCodec, Tenant};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(get::get, rename::rename))
}

fn view(ids: &IdCodec, tenant: &Tenant) -> TenantView {
    TenantView {
        id: ids.encode(tenant.id),
        name: tenant.name.to_string(),
        status: tenant.status.as_str(),
        created_at: tenant.created_at.to_string(),
    }
}
