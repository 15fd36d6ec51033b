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
use crate::webhooks::inbound_path;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(create::create, list::list)).routes(routes!(delete::delete))
}

fn view(app: &App, connection: &WebhookConnection) -> ConnectionView {
    let ids = app.authority.ids();
    ConnectionView {
        id: ids.encode(connection.id),
        provider: connection.provider.as_str().to_owned(),
        path: inbound_path(ids, connection),
        tenant_id: ids.encode(connection.tenant),
        environment_id: ids.encode(connection.environment),
        created_at: connection.created_at.to_string(),
    }
}
