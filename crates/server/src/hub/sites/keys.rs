//! `GET /api/v1/licenses/keys`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::KeySet;
use keyward_hub::tokens::keys as operation;

use crate::App;
use crate::http::key_set;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::who::Anyone;

/// The public keys of offline tokens (RFC 7517). A key signs for 30 days, and stays here until its last token has expired.
#[utoipa::path(
    get,
    path = "/api/v1/licenses/keys",
    tag = "licensing",
    operation_id = "license_keys",
    responses((status = 200, body = KeySet)),
    security(())
)]
pub(crate) async fn keys(State(app): State<Arc<App>>, _: Call<Anyone, ()>) -> Result<Response, Problem> {
    let keys = operation::keys(&app.hub).await?;
    Ok(key_set(keys))
}
