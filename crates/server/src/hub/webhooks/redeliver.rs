//! `POST /api/v1/portal/webhooks/deliveries/{id}/redeliver`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_authority::webhooks::Desk;
use keyward_authority::webhooks::deliveries::redeliver as operation;

use super::view::Delivery;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Text};
use crate::hub::who::Person;

/// Which delivery.
pub(crate) struct DeliveryId(String);

impl Input for DeliveryId {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        Some(Self(sent.path("id", Text::ANY)?))
    }
}

/// Send something once more, whatever became of it.
#[utoipa::path(
    post,
    path = "/api/v1/portal/webhooks/deliveries/{id}/redeliver",
    tag = "hub",
    operation_id = "redeliver_portal_webhook",
    params(("id" = String, Path, description = "The delivery's id")),
    responses((status = 202, body = Delivery), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn redeliver(
    State(app): State<Arc<App>>,
    call: Call<Person, DeliveryId>,
) -> Result<(StatusCode, axum::Json<Delivery>), Problem> {
    let again = operation::redeliver(&app.authority, &call.who.0, Desk::Hub, &call.input.0).await?;
    Ok((StatusCode::ACCEPTED, axum::Json((&again).into())))
}
