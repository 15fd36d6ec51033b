//! `PUT /v1/customers/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{CustomerView, ErrorBody, UpdateCustomer};
use keyward_authority::customers::update as operation;

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Json, Path};

/// Replace what is known of a customer. Its external id stays.
#[utoipa::path(
    put,
    path = "/v1/customers/{id}",
    tag = "customers",
    operation_id = "update_customer",
    params(("id" = String, Path, description = "Its id")),
    request_body = UpdateCustomer,
    responses((status = 200, body = CustomerView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    body: Json<UpdateCustomer>,
) -> Result<axum::Json<CustomerView>, ApiError> {
    let input = operation::UpdateCustomer {
        external_id: body.value.external_id,
        name: body.value.name,
        email: body.value.email,
        metadata: body.value.metadata.map(|object| serde_json::Value::Object(object).to_string()),
    };
    let customer = operation::update(&app.authority, &actor, &id, &input).await?;
    Ok(axum::Json(view(app.authority.ids(), &customer)))
}
