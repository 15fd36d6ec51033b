//! `GET /v1/environments`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{EnvironmentList, ErrorBody};
use keyward_authority::environments;

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, PageQuery, Query};

/// The tenant's environments, oldest first.
#[utoipa::path(
    get,
    path = "/v1/environments",
    tag = "accounts",
    operation_id = "list_environments",
    params(
        ("limit" = Option<u64>, Query, description = "Rows of a page: 1 to 1000, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Rows to pass over")
    ),
    responses((status = 200, body = EnvironmentList), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(page): Query<PageQuery>,
) -> Result<axum::Json<EnvironmentList>, ApiError> {
    let page = page.page(&app)?;
    let listed = environments::list::list(&app.authority, &actor, page).await?;
    let list = http::list(listed, page, |environment| view(app.authority.ids(), &environment));
    Ok(axum::Json(EnvironmentList { environments: list.items, pagination: list.pagination }))
}
