//! `GET /.well-known/jwks.json`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_api::KeySet;
use keyward_authority::sessions;

use crate::App;
use crate::http::{ApiError, key_set};

/// The public keys of access tokens, for services that check them by themselves.
#[utoipa::path(
    get,
    path = "/.well-known/jwks.json",
    tag = "auth",
    operation_id = "jwks",
    responses((status = 200, body = KeySet)),
    security(())
)]
pub(crate) async fn jwks(State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let keys = sessions::jwks::jwks(&app.authority).await?;
    Ok(key_set(keys))
}
