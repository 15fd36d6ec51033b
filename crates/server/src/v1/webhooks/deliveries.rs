//! `GET /v1/webhooks/endpoints/{id}/deliveries`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{DeliveryView, ErrorBody, List};
use keyward_authority::webhooks::{EndpointId, deliveries as operations};
use serde::Deserialize;

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, PageQuery, Path, Query};

/// Which deliveries.
#[derive(Debug, Deserialize)]
pub(crate) struct Filter {
    state: Option<String>,
}

/// What was sent to an endpoint, newest first, with each attempt and what it was answered. Kept for 30 days.
#[utoipa::path(
    get,
    path = "/v1/webhooks/endpoints/{id}/deliveries",
    tag = "webhooks",
    operation_id = "list_webhook_deliveries",
    params(
        ("id" = String, Path, description = "The endpoint's id"),
        ("state" = Option<String>, Query, description = "`waiting`, `delivered` or `dead`"),
        ("limit" = Option<u64>, Query, description = "Rows of a page: 1 to 1000, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Rows to pass over")
    ),
    responses((status = 200, body = List<DeliveryView>), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn deliveries(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    Query(filter): Query<Filter>,
    Query(page): Query<PageQuery>,
) -> Result<axum::Json<List<DeliveryView>>, ApiError> {
    let page = page.page(&app)?;
    let (endpoint, state) = (EndpointId::Native(&id), filter.state.as_deref());
    let listed = operations::list::list(&app.authority, &actor, endpoint, state, page).await?;
    Ok(axum::Json(http::list(listed, page, view::delivery)))
}
