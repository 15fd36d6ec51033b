//! An issuer's public keys: kept, refreshed now and then, and never lost to an outage.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey};
use keyward_domain::Timestamp;
use tokio::sync::Mutex;

use super::issuer::KeySource;
use super::jwks::{PublicKey, parse};
use crate::Error;

/// Keys older than this are fetched anew when one of them is used.
const FRESH_FOR: Duration = Duration::from_mins(10);
/// The least time between two attempts, whatever strangers send.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// The keys, and where they come from.
pub(super) struct Ring {
    issuer: String,
    source: Arc<dyn KeySource>,
    kept: RwLock<Option<Arc<Kept>>>,
    /// When they were last asked for. One asks, the others wait for it.
    tried: Mutex<Option<Timestamp>>,
}

struct Kept {
    keys: Vec<PublicKey>,
    at: Timestamp,
}

impl Kept {
    /// A key that a token names, or the only one of that algorithm where it names none.
    fn find(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
        let mut fitting = self.keys.iter().filter(|key| key.algorithm == algorithm);
        let found = match kid {
            Some(kid) => fitting.find(|key| key.kid.as_deref() == Some(kid)),
            None => fitting.next().filter(|_| fitting.next().is_none()),
        };
        found.map(|found| found.key.clone())
    }
}

impl Ring {
    pub(super) fn new(issuer: &str, source: Arc<dyn KeySource>) -> Self {
        Self { issuer: issuer.to_owned(), source, kept: RwLock::new(None), tried: Mutex::new(None) }
    }

    /// The key for a token. An unknown one is looked for at the source, unless that was asked a moment ago. `Unavailable` while no keys
    /// could be had at all.
    pub(super) async fn find(
        self: &Arc<Self>,
        kid: Option<&str>,
        algorithm: Algorithm,
        now: Timestamp,
    ) -> Result<Option<DecodingKey>, Error> {
        let kept = self.kept();
        if let Some(kept) = &kept
            && let Some(key) = kept.find(kid, algorithm)
        {
            if apart(now, kept.at) >= FRESH_FOR {
                self.refresh_behind(now);
            }
            return Ok(Some(key));
        }
        if kept.is_none() || kid.is_some() {
            // A task of its own: whoever waits for it may go away, the others still want it.
            let ring = Arc::clone(self);
            let refreshed = tokio::spawn(async move { ring.refresh(now).await });
            refreshed.await.map_err(|error| Error::Internal(Box::new(error)))?;
        }
        Ok(self.kept().ok_or(Error::Unavailable)?.find(kid, algorithm))
    }

    /// Asks the source, whenever that was done last.
    pub(super) async fn refresh_now(&self, now: Timestamp) {
        let mut tried = self.tried.lock().await;
        *tried = Some(now);
        self.fetch(now).await;
    }

    async fn refresh(&self, now: Timestamp) {
        let mut tried = self.tried.lock().await;
        if tried.is_none_or(|at| apart(now, at) >= RETRY_AFTER) {
            *tried = Some(now);
            self.fetch(now).await;
        }
    }

    /// Refreshes while the request goes on with what there is.
    fn refresh_behind(self: &Arc<Self>, now: Timestamp) {
        // Someone asks already, or has just done so.
        let due =
            self.tried.try_lock().is_ok_and(|tried| tried.is_none_or(|at| apart(now, at) >= RETRY_AFTER));
        if due {
            let ring = Arc::clone(self);
            tokio::spawn(async move { ring.refresh(now).await });
        }
    }

    async fn fetch(&self, now: Timestamp) {
        let issuer = self.issuer.as_str();
        let parsed = self.source.fetch().await.and_then(|bytes| parse(&bytes).map_err(str::to_owned));
        match parsed {
            Ok(keys) => {
                if keys.is_empty() {
                    tracing::warn!(issuer, "the issuer has no key that can verify a token");
                }
                let kept = Some(Arc::new(Kept { keys, at: now }));
                *self.kept.write().unwrap_or_else(PoisonError::into_inner) = kept;
            }
            Err(reason) => {
                let kept = self.kept().map_or(0, |kept| kept.keys.len());
                tracing::warn!(
                    issuer,
                    reason,
                    kept,
                    "the issuer's keys could not be fetched: those kept go on"
                );
            }
        }
    }

    fn kept(&self) -> Option<Arc<Kept>> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// How far apart two times are: of two requests at once, the one that was first here may have looked at the clock last.
fn apart(one: Timestamp, other: Timestamp) -> Duration {
    Duration::from_micros(one.as_micros().abs_diff(other.as_micros()))
}
