//! `GET /v1/connections`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ConnectionView, ErrorBody, List};
use keyward_authority::webhooks::inbound::list as operation;

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, PageQuery, Query};

/// Whose webhooks your environment takes; never their secrets.
#[utoipa::path(
    get,
    path = "/v1/connections",
    tag = "webhooks",
    operation_id = "list_connections",
    params(
        ("limit" = Option<u64>, Query, description = "Rows of a page: 1 to 1000, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Rows to pass over")
    ),
    responses((status = 200, body = List<ConnectionView>), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(page): Query<PageQuery>,
) -> Result<axum::Json<List<ConnectionView>>, ApiError> {
    let page = page.page(&app)?;
    let listed = operation::list(&app.authority, &actor, page).await?;
    Ok(axum::Json(http::list(listed, page, |connection| view(&app, &connection))))
}
