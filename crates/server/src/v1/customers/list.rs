//! `GET /v1/customers`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{CustomerView, ErrorBody, List};
use keyward_authority::customers;
use serde::Deserialize;
use utoipa::IntoParams;

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, PageQuery, Query};

/// Which customers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Your own id of it.
    external_id: Option<String>,
    /// Its address.
    email: Option<String>,
}

/// The customers of the environment, in the order in which they were made.
#[utoipa::path(
    get,
    path = "/v1/customers",
    tag = "customers",
    operation_id = "list_customers",
    params(
        Filter,
        ("limit" = Option<u64>, Query, description = "Rows of a page: 1 to 1000, 50 by default"),
        ("offset" = Option<u64>, Query, description = "Rows to pass over"),
        ("order" = Option<String>, Query, description = "`asc` or `desc` (default)")
    ),
    responses((status = 200, body = List<CustomerView>), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Query(filter): Query<Filter>,
    Query(page): Query<PageQuery>,
) -> Result<axum::Json<List<CustomerView>>, ApiError> {
    let page = page.page(&app)?;
    let filter = keyward_storage::customers::Filter { external_id: filter.external_id, email: filter.email };
    let listed = customers::list::list(&app.authority, &actor, &filter, page).await?;
    Ok(axum::Json(http::list(listed, page, |customer| view(app.authority.ids(), &customer))))
}
