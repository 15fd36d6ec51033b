//! `POST /v1/keys/bulk`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::{BulkCreate, BulkCreated, ErrorBody};
use keyward_authority::keys::{self, Created};

use super::create::input;
use super::view;
use crate::App;
use crate::http::{self, ApiError, Caller, IdempotencyKey, Json};

/// Issue up to 1000 keys: all or none.
#[utoipa::path(
    post,
    path = "/v1/keys/bulk",
    tag = "keys",
    operation_id = "create_keys",
    request_body = BulkCreate,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    responses(
        (status = 201, body = BulkCreated),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)
    )
)]
pub(crate) async fn bulk(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    body: Json<BulkCreate>,
) -> Result<Response, ApiError> {
    let render = |all: &Vec<Created>| {
        let items = all.iter().map(|created| view::created(&app, &actor, created)).collect();
        http::created(&BulkCreated { items })
    };
    let inputs: Vec<_> = body.value.keys.into_iter().map(input).collect();
    let once = key.once("POST /v1/keys/bulk", &body.raw, &render);
    let answer = keys::bulk::create_many(&app.authority, &actor, &inputs, &once).await?;
    Ok(http::respond(&answer, &render))
}
