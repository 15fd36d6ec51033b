//! `GET /v1/customer/portal/info`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, PortalCustomer, PortalInfo};

use crate::App;
use crate::http::{ApiError, PortalCaller};

/// Who the session is for, and what it allows.
#[utoipa::path(
    get,
    path = "/v1/customer/portal/info",
    tag = "customer portal",
    operation_id = "get_portal_info",
    security(("session_token" = [])),
    responses((status = 200, body = PortalInfo), (status = 401, body = ErrorBody))
)]
pub(crate) async fn info(
    State(app): State<Arc<App>>,
    PortalCaller(actor): PortalCaller,
) -> Result<axum::Json<PortalInfo>, ApiError> {
    let ids = app.authority.ids();
    let customer = PortalCustomer {
        id: ids.encode(actor.customer.id),
        external_id: actor.customer.external_id.to_string(),
        name: actor.customer.name.to_string(),
        email: actor.customer.email,
    };
    Ok(axum::Json(PortalInfo {
        session_id: ids.encode(actor.session.id),
        customer,
        allow: actor.session.allowed.iter().map(|right| right.as_str()).collect(),
        permissions: actor.session.permissions.iter().map(ToString::to_string).collect(),
        expires_at: actor.session.expires_at.to_string(),
    }))
}
