//! `GET /v1/audit`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{AuditList, ErrorBody, Pagination};
use keyward_authority::audit;

use super::Filter;
use crate::http::{ApiError, Caller, PageQuery, Query};
use crate::{App, trail as wire};

/// Who did what to what, and who was refused what, newest first.
#[utoipa::path(
    get,
    path = "/v1/audit",
    tag = "audit",
    operation_id = "list_audit",
    params(
        Filter,
        ("limit" = Option<u64>, Query, description = "Rows of a page: 1 to 1000, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Rows to pass over"),
        ("order" = Option<String>, Query, description = "`asc` or `desc` (default)")
    ),
    responses((status = 200, body = AuditList), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(filter): Query<Filter>,
    Query(page): Query<PageQuery>,
) -> Result<axum::Json<AuditList>, ApiError> {
    let page = page.page(&app)?;
    let trail = audit::list::list(&app.authority, &actor, &filter.input(), page).await?;
    let offset = page.offset + trail.entries.len() as u64;
    let pagination = Pagination { total: trail.total, limit: page.limit, offset };
    let items = trail.entries.into_iter().map(|entry| wire::entry(&app.authority, entry)).collect();
    Ok(axum::Json(AuditList { items, pagination }))
}
