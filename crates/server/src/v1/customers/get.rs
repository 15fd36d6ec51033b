//! `GET /v1/customers/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{CustomerView, ErrorBody};
use keyward_authority::customers;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Path};

/// One customer.
#[utoipa::path(
    get,
    path = "/v1/customers/{id}",
    tag = "customers",
    operation_id = "get_customer",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, body = CustomerView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<axum::Json<CustomerView>, ApiError> {
    let customer = customers::get::get(&app.authority, &actor, &id).await?;
    Ok(axum::Json(view(app.authority.ids(), &customer)))
}
