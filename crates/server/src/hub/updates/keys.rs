//! `GET /api/v1/updates/keys`

use std::sync::Arc;

use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keyward_hub::updates::keys as operation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::who::Anyone;

/// The keys that releases are signed with.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReleaseKeys {
    /// The newest first.
    keys: Vec<ReleaseKey>,
}

/// A key that releases are signed with.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReleaseKey {
    /// What `signature_keyid` names.
    keyid: String,
    /// `ed25519`.
    algorithm: &'static str,
    /// Its 32 bytes in base64.
    public_key: String,
    /// Whether it signs the next release; the others verify what they have signed.
    active: bool,
}

/// The public keys that releases are signed with.
#[utoipa::path(
    get,
    path = "/api/v1/updates/keys",
    tag = "licensing",
    operation_id = "release_keys",
    responses((status = 200, body = ReleaseKeys)),
    security(())
)]
pub(crate) async fn keys(
    State(app): State<Arc<App>>,
    _: Call<Anyone, ()>,
) -> Result<axum::Json<ReleaseKeys>, Problem> {
    let keys = operation::keys(&app.hub).await?;
    let key = |(place, key): (usize, keyward_authority::signing::PublicKey)| ReleaseKey {
        keyid: key.kid,
        algorithm: "ed25519",
        public_key: STANDARD.encode(key.bytes),
        active: place == 0,
    };
    Ok(axum::Json(ReleaseKeys { keys: keys.into_iter().enumerate().map(key).collect() }))
}
