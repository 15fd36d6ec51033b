//! The public keys of GitHub's secret scanning: kept, refreshed now and then, and never lost to an outage.

use std::sync::Arc;
use std::time::Duration;

use keyward_domain::Timestamp;
use p256::ecdsa::VerifyingKey;
use p256::pkcs8::DecodePublicKey as _;
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::Error;
use crate::identities::KeySource;

/// Keys older than this are fetched anew when one of them is used.
const FRESH_FOR: Duration = Duration::from_hours(1);
/// The least time between two attempts, whatever strangers send.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// The keys, and where they come from.
pub struct PublicKeys {
    source: Arc<dyn KeySource>,
    /// One looks or fetches at a time; the others wait for it.
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    keys: Vec<(String, VerifyingKey)>,
    /// When they were fetched.
    at: Option<Timestamp>,
    /// When they were last asked for.
    tried: Option<Timestamp>,
}

impl std::fmt::Debug for PublicKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PublicKeys")
    }
}

impl PublicKeys {
    /// Keys from there, fetched when somebody first asks.
    pub fn new(source: Arc<dyn KeySource>) -> Self {
        Self { source, kept: Mutex::default() }
    }

    /// The key of that identifier. An unknown one is looked for at the source, unless that was asked a moment ago. `Unavailable` while no
    /// keys could be had at all.
    pub(super) async fn find(&self, identifier: &str, now: Timestamp) -> Result<Option<VerifyingKey>, Error> {
        let mut kept = self.kept.lock().await;
        let stale = kept.at.is_none_or(|at| at.plus(FRESH_FOR) <= now);
        let may_try = kept.tried.is_none_or(|tried| tried.plus(RETRY_AFTER) <= now);
        if may_try && (stale || kept.find(identifier).is_none()) {
            kept.tried = Some(now);
            match self.source.fetch().await.and_then(|bytes| parse(&bytes)) {
                Ok(keys) => (kept.keys, kept.at) = (keys, Some(now)),
                Err(reason) => {
                    let keys = kept.keys.len();
                    tracing::warn!(
                        reason,
                        keys,
                        "GitHub's public keys could not be fetched: those kept go on"
                    );
                }
            }
        }
        match kept.at {
            None => Err(Error::Unavailable),
            Some(_) => Ok(kept.find(identifier)),
        }
    }
}

impl Kept {
    fn find(&self, identifier: &str) -> Option<VerifyingKey> {
        self.keys.iter().find(|(own, _)| own == identifier).map(|(_, key)| *key)
    }
}

#[derive(Deserialize)]
struct Document {
    public_keys: Vec<Described>,
}

#[derive(Deserialize)]
struct Described {
    key_identifier: String,
    key: String,
}

/// `{"public_keys":[{"key_identifier","key": PEM, "is_current"}]}`: the old ones count too, for reports that are on their way.
fn parse(bytes: &[u8]) -> Result<Vec<(String, VerifyingKey)>, String> {
    let document: Document = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let read = |one: Described| {
        VerifyingKey::from_public_key_pem(&one.key)
            .map(|key| (one.key_identifier, key))
            .map_err(|error| format!("a public key can't be read: {error}"))
    };
    document.public_keys.into_iter().map(read).collect()
}
