//! `DELETE /api/v1/portal/api-keys/{key_id}`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use keyward_authority::portal::api_keys::delete as operation;

use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, Sent, Whole};
use crate::hub::who::Person;

/// Which key.
pub(crate) struct KeyId(i64);

impl Input for KeyId {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        Some(Self(sent.path("key_id", Whole::ANY)?))
    }
}

/// Revoke a key, at once and for ever.
#[utoipa::path(
    delete,
    path = "/api/v1/portal/api-keys/{key_id}",
    tag = "hub",
    operation_id = "delete_portal_api_key",
    params(("key_id" = i64, Path, description = "Its id")),
    responses((status = 204), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    call: Call<Person, KeyId>,
) -> Result<StatusCode, Problem> {
    operation::delete(&app.authority, &call.who.0, call.input.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
