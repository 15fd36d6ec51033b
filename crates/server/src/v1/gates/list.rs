//! `GET /v1/gates`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, GateView, List};
use keyward_authority::gates;

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, PageQuery, Query};

/// The gates of your environment, by name.
#[utoipa::path(
    get,
    path = "/v1/gates",
    tag = "gates",
    operation_id = "list_gates",
    params(("limit" = Option<u64>, Query, description = "Gates of a page, 1 to 1000; default 50"), ("offset" = Option<u64>, Query, description = "Where the page begins")),
    responses((status = 200, body = List<GateView>), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(page): Query<PageQuery>,
) -> Result<axum::Json<List<GateView>>, ApiError> {
    let page = page.page(&app)?;
    let listed = gates::list::list(&app.authority, &actor, None, page).await?;
    Ok(axum::Json(http::list(listed, page, |gate| view(&app, &actor, &gate))))
}
