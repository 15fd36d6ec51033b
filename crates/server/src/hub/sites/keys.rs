//! `GET /api/v1/licenses/keys`

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyward_api::{KeySet, PublicKey};
use keyward_hub::tokens::keys as operation;

use crate::App;
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
    let keys = operation::keys(&app.hub).await?.into_iter().map(|key| PublicKey {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        purpose: "sig",
        x: URL_SAFE_NO_PAD.encode(key.bytes),
        kid: key.kid,
    });
    // Shorter than a token's life: who caches it learns of a new key in time.
    let cached = [(header::CACHE_CONTROL, "public, max-age=60")];
    Ok((cached, axum::Json(KeySet { keys: keys.collect() })).into_response())
}
