//! `POST /v1/webhooks/endpoints/{id}/test`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_api::{DeliveryView, ErrorBody};
use keyward_authority::webhooks::{EndpointId, endpoints};

use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Path};

/// Send an endpoint an event of the type `webhook.test`, whatever it wants to be told.
///
/// What became of it is in the endpoint's deliveries a moment later.
#[utoipa::path(
    post,
    path = "/v1/webhooks/endpoints/{id}/test",
    tag = "webhooks",
    operation_id = "test_webhook",
    params(("id" = String, Path, description = "The endpoint's id")),
    responses((status = 202, body = DeliveryView), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub(crate) async fn test(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<(StatusCode, axum::Json<DeliveryView>), ApiError> {
    let put = endpoints::test::test(&app.authority, &actor, EndpointId::Native(&id)).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(view::delivery(put))))
}
