//! `DELETE /api/v1/portal/clients/{id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_hub::clients::delete as operation;

use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Whole};
use crate::hub::who::KeyOrPerson;

/// Which client.
pub(crate) struct ClientId(i64);

impl Input for ClientId {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        Some(Self(sent.path("id", Whole::ANY)?))
    }
}

/// Delete a client for ever. Its licenses are revoked and end on every domain.
#[utoipa::path(
    delete,
    path = "/api/v1/portal/clients/{id}",
    tag = "hub",
    operation_id = "delete_client",
    params(("id" = i64, Path, description = "Its id")),
    responses((status = 204), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []), ("api_key" = []))
)]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    call: Call<KeyOrPerson, ClientId>,
) -> Result<StatusCode, Problem> {
    operation::delete(&app.hub, &call.who.0, call.input.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
