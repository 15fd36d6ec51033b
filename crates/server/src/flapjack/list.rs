//! `GET /api/keys`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::flapjack::list as operation;
use keyward_domain::Key;
use serde::Serialize;
use utoipa::ToSchema;

use super::Refusal;
use super::member::Member;
use crate::App;

/// A key; never its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedKey {
    /// Its id.
    id: String,
    /// Its first 12 characters and `...`, under the preset `flapjack`.
    #[schema(example = "fj_live_a3b2...")]
    prefix: String,
    /// What people call it.
    name: String,
    /// When it was last used; `null` until the first use.
    last_used_at: Option<String>,
    /// When it was made.
    created_at: String,
}

/// The keys of your organisation's people, newest first; revoked ones are gone.
#[utoipa::path(
    get,
    path = "/api/keys",
    tag = "flapjack",
    operation_id = "list_organisation_keys",
    params(
        ("X-Org-Id" = Option<String>, Header, description = "Your organisation's id; your own by default"),
        ("orgId" = Option<String>, Query, description = "The same")
    ),
    responses((status = 200, body = Vec<ListedKey>), (status = 401, body = Refusal), (status = 403, body = Refusal)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Member(actor): Member,
) -> Result<axum::Json<Vec<ListedKey>>, Refusal> {
    let view = |key: Key| ListedKey {
        id: app.authority.ids().encode(key.id),
        prefix: key.display,
        name: key.name.to_string(),
        last_used_at: key.last_used_at.map(|time| time.to_string()),
        created_at: key.created_at.to_string(),
    };
    Ok(axum::Json(operation::list(&app.authority, &actor).await?.into_iter().map(view).collect()))
}
