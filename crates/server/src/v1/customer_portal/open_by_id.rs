//! `GET /v1/customers/portal/{external_id}`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{ErrorBody, PortalOpened};
use keyward_authority::Once;
use keyward_authority::customer_portal::open as operation;

use super::opened;
use crate::App;
use crate::http::{self, ApiError, Caller, Path};

/// Let a customer into its portal for an hour, to do there what you may do yourself. FlexPrice's call.
#[utoipa::path(
    get,
    path = "/v1/customers/portal/{external_id}",
    tag = "portal",
    operation_id = "open_portal_by_external_id",
    params(("external_id" = String, Path, description = "Your own id of the customer")),
    responses((status = 200, body = PortalOpened), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn open_by_id(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(external_id): Path,
) -> Result<Response, ApiError> {
    let input = operation::OpenPortal { external_id: Some(external_id), ..operation::OpenPortal::default() };
    let render = |made: &operation::Opened| (200, http::created(&opened(&app, made)).1);
    let answer = operation::open(&app.authority, &actor, &input, &Once::no()).await?;
    Ok(http::respond(&answer, &render))
}
