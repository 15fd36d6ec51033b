//! `GET /v1/tenants`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, List, TenantView};
use keyward_authority::tenants;
use serde::Deserialize;
use utoipa::IntoParams;

use super::view;
use crate::App;
use crate::http::{self, ApiError, AtLarge, PageQuery, Query};

/// Which tenants.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Those whose names hold this text, in whatever letter case.
    name: Option<String>,
}

/// Every tenant, oldest first. For operators.
#[utoipa::path(
    get,
    path = "/v1/tenants",
    tag = "operators",
    operation_id = "list_tenants",
    params(
        Filter,
        ("limit" = Option<u64>, Query, description = "Rows of a page: 1 to 1000, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Rows to pass over")
    ),
    responses((status = 200, body = List<TenantView>), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    AtLarge(actor): AtLarge,
    Query(filter): Query<Filter>,
    Query(page): Query<PageQuery>,
) -> Result<axum::Json<List<TenantView>>, ApiError> {
    let page = page.page(&app)?;
    let listed = tenants::list::list(&app.authority, &actor, filter.name.as_deref(), page).await?;
    Ok(axum::Json(http::list(listed, page, |tenant| view(app.authority.ids(), &tenant))))
}
