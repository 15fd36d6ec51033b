//! `/v1/connections` (contract v1, part 10).

mod create;
mod delete;
mod list;

use std::sync::Arc;

use keyward_api::ConnectionView;
use keyward_domain::webhook::WebhookConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(create::create, list::list)).routes(routes!(delete::delete))
}

fn view(app: &App, connection: &WebhookConnection) -> ConnectionView {
    let ids = app.authority.ids();
    let (tenant, environment) = (ids.encode(connection.tenant), ids.encode(connection.environment));
    let provider = connection.provider.as_str();
    ConnectionView {
        id: ids.encode(connection.id),
        provider: provider.to_owned(),
        path: format!("/v1/webhooks/{provider}/{tenant}/{environment}"),
        tenant_id: tenant,
        environment_id: environment,
        created_at: connection.created_at.to_string(),
    }
}
