//! `PATCH /v1/keys/{id}`

use std::sync::Arc;

use axum::extract::State;
use keyward_api::{ErrorBody, KeyView, PatchKey};
use keyward_authority::keys;
use keyward_domain::Invalid;

use super::create::{credits, limits};
use super::view;
use crate::App;
use crate::http::{ApiError, Caller, Json, Path};

/// Change a key's name, metadata, networks, limits, credits or end; never what it may do.
#[utoipa::path(
    patch,
    path = "/v1/keys/{id}",
    tag = "keys",
    operation_id = "update_key",
    params(("id" = String, Path, description = "The key's id")),
    request_body = PatchKey,
    responses(
        (status = 200, body = KeyView),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)
    )
)]
pub(crate) async fn patch(
    State(app): State<Arc<App>>,
    Caller(actor): Caller,
    Path(id): Path,
    body: Json<PatchKey>,
) -> Result<axum::Json<KeyView>, ApiError> {
    let key = keys::patch::patch(&app.authority, &actor, &id, &input(body.value)?).await?;
    Ok(axum::Json(view::owned(&app, &actor, &key)))
}

fn input(body: PatchKey) -> Result<keys::patch::PatchKey, Invalid> {
    for (name, value) in [("roles", &body.roles), ("permissions", &body.permissions)] {
        if value.is_some() {
            return Err(Invalid::one(name, "can't be changed: issue another key"));
        }
    }
    if body.expires_at == Some(None) {
        return Err(Invalid::one("expires_at", "can't be removed: issue another key"));
    }
    Ok(keys::patch::PatchKey {
        name: body.name,
        metadata: body
            .metadata
            .map(|object| serde_json::Value::Object(object.unwrap_or_default()).to_string()),
        allowed_ips: body.allowed_ips.map(Option::unwrap_or_default),
        limits: body.limits.map(|all| limits(all.unwrap_or_default())),
        credits: body.credits.map(|new| new.map(credits)),
        expires_at: body.expires_at.flatten(),
    })
}
