//! `GET /.well-known/jwks.json`

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyward_api::{KeySet, PublicKey};
use keyward_authority::sessions;

use crate::App;
use crate::http::ApiError;

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
    let keys = sessions::jwks::jwks(&app.authority).await?.into_iter().map(|key| PublicKey {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        purpose: "sig",
        x: URL_SAFE_NO_PAD.encode(key.bytes),
        kid: key.kid,
    });
    // Shorter than an access token's life: who caches it learns of a new key in time.
    let cached = [(header::CACHE_CONTROL, "public, max-age=60")];
    Ok((cached, axum::Json(KeySet { keys: keys.collect() })).into_response())
}
