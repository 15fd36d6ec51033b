//! `DELETE /api/v1/portal/webhooks/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_authority::webhooks::EndpointId;
use keyward_authority::webhooks::endpoints::delete as operation;

use super::WebhookId;
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::who::Person;

/// Remove an endpoint. What waits for it is not sent any more.
#[utoipa::path(
    delete,
    path = "/api/v1/portal/webhooks/{id}",
    tag = "hub",
    operation_id = "delete_portal_webhook",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 204), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    call: Call<Person, WebhookId>,
) -> Result<StatusCode, Problem> {
    operation::delete(&app.authority, &call.who.0, EndpointId::Hub(call.input.0)).await?;
    Ok(StatusCode::NO_CONTENT)
}
