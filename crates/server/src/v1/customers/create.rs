//! `POST /v1/customers`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{CreateCustomer, CustomerView, ErrorBody};
use keyward_authority::customers::create as operation;
use keyward_domain::Customer;

use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json};

/// Add a customer.
#[utoipa::path(
    post,
    path = "/v1/customers",
    tag = "customers",
    operation_id = "create_customer",
    request_body = CreateCustomer,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses((status = 201, body = CustomerView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    body: Json<CreateCustomer>,
) -> Result<Response, ApiError> {
    let render = |made: &Customer| http::created(&view(app.authority.ids(), made));
    let once = key.once("POST /v1/customers", &body.raw, &render);
    let input = operation::CreateCustomer {
        external_id: body.value.external_id,
        name: body.value.name,
        email: body.value.email,
        metadata: body.value.metadata.map(|object| serde_json::Value::Object(object).to_string()),
    };
    let answer = operation::create(&app.authority, &actor, &input, &once).await?;
    Ok(http::respond(&answer, &render))
}
