//! `POST /v1/webhooks/deliveries/{id}/redeliver`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::{DeliveryView, ErrorBody};
use keyward_authority::webhooks::{Desk, deliveries};

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Path};

/// Send something once more, whatever became of it: at once, and then for another day. Its `webhook-id` stays.
#[utoipa::path(
    post,
    path = "/v1/webhooks/deliveries/{id}/redeliver",
    tag = "webhooks",
    operation_id = "redeliver_webhook",
    params(("id" = String, Path, description = "The delivery's id")),
    responses((status = 202, body = DeliveryView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn redeliver(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<(StatusCode, axum::Json<DeliveryView>), ApiError> {
    let again = deliveries::redeliver::redeliver(&app.authority, &actor, Desk::Native, &id).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(view::delivery(again))))
}
