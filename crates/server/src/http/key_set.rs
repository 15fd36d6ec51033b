//! Public keys as a JWKS (RFC 7517).

use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyward_api::{KeySet, PublicKey};
use keyward_authority::signing;

/// The Ed25519 keys that tokens of one kind are signed with.
pub(crate) fn key_set(keys: Vec<signing::PublicKey>) -> Response {
    let keys = keys.into_iter().map(|key| PublicKey {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        purpose: "sig",
        x: URL_SAFE_NO_PAD.encode(key.bytes),
        kid: key.kid,
    });
    // Shorter than any token's life: who caches it learns of a new key in time.
    let cached = [(header::CACHE_CONTROL, "public, max-age=60")];
    (cached, axum::Json(KeySet { keys: keys.collect() })).into_response()
}
