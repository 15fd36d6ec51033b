//! `POST /api/v1/portal/webhooks/{id}/test`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_authority::webhooks::EndpointId;
use keyward_authority::webhooks::endpoints::test as operation;

use super::WebhookId;
use super::view::Delivery;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::who::Person;

/// Send an endpoint the event `webhook.test`, whatever it is told else.
#[utoipa::path(
    post,
    path = "/api/v1/portal/webhooks/{id}/test",
    tag = "hub",
    operation_id = "test_portal_webhook",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 202, body = Delivery), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn test(
    State(app): State<Arc<App>>,
    call: Call<Person, WebhookId>,
) -> Result<(StatusCode, axum::Json<Delivery>), Problem> {
    let put = operation::test(&app.authority, &call.who.0, EndpointId::Hub(call.input.0)).await?;
    Ok((StatusCode::ACCEPTED, axum::Json((&put).into())))
}
