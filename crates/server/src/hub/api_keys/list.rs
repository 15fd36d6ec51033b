//! `GET /api/v1/portal/api-keys`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::portal::api_keys::list as operation;
use keyward_domain::{Key, KeyStatus};
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::Detail;
use crate::hub::who::Person;

/// A key; never its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedPortalKey {
    /// Its id.
    id: i64,
    /// What people call it.
    name: String,
    /// Its first 8 random characters.
    #[schema(example = "a1b2c3d4")]
    prefix: String,
    /// Whether it may be used: `false` for ever once it is revoked.
    is_active: bool,
    /// When it was last used; `null` until the first use.
    last_used_at: Option<String>,
    /// When it was made.
    created_at: String,
}

/// Your keys, newest first, with those that were revoked.
#[utoipa::path(
    get,
    path = "/api/v1/portal/api-keys",
    tag = "hub",
    operation_id = "list_portal_api_keys",
    responses((status = 200, body = Vec<ListedPortalKey>), (status = 401, body = Detail), (status = 403, body = Detail)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    call: Call<Person, ()>,
) -> Result<axum::Json<Vec<ListedPortalKey>>, Problem> {
    let now = app.authority.now();
    let view = |key: Key| ListedPortalKey {
        id: key.id.get(),
        is_active: key.status(now) == KeyStatus::Active,
        name: key.name.to_string(),
        prefix: key.display,
        last_used_at: key.last_used_at.map(|time| time.to_string()),
        created_at: key.created_at.to_string(),
    };
    Ok(axum::Json(operation::list(&app.authority, &call.who.0).await?.into_iter().map(view).collect()))
}
