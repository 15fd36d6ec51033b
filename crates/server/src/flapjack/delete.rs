//! `DELETE /api/keys/{keyId}`

use std::sync::Arc;

use axum::extract::{Path, State};
use keyward_authority::flapjack::delete as operation;
use serde::Serialize;
use utoipa::ToSchema;

use super::Refusal;
use super::member::Member;
use crate::App;

/// It is done.
#[derive(Serialize, ToSchema)]
pub(crate) struct Done {
    /// `true`.
    ok: bool,
}

/// Revoke a key of your organisation's, at once and for ever.
#[utoipa::path(
    delete,
    path = "/api/keys/{keyId}",
    tag = "flapjack",
    operation_id = "delete_organisation_key",
    params(
        ("keyId" = String, Path, description = "Its id"),
        ("X-Org-Id" = Option<String>, Header, description = "Your organisation's id; your own by default"),
        ("orgId" = Option<String>, Query, description = "The same")
    ),
    responses((status = 200, body = Done), (status = 401, body = Refusal), (status = 403, body = Refusal), (status = 404, body = Refusal)),
    security(("bearer" = []))
)]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Member(actor): Member,
    Path(id): Path<String>,
) -> Result<axum::Json<Done>, Refusal> {
    operation::delete(&app.authority, &actor, &id).await?;
    Ok(axum::Json(Done { ok: true }))
}
