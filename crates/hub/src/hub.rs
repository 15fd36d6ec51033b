//! What every operation of the hub works with.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use keyward_authority::signing::{Signer, TokenKind};
use keyward_authority::{Authority, Vault};
use keyward_domain::subscription::{Patience, Provider};
use keyward_domain::{
    Activation, DomainLimit, Id, LicenseKey, LicenseKeyPrefix, LicenseKeys, Timestamp, UncountedDomains,
};
use keyward_storage::licenses::StoredLicense;
use keyward_storage::{Engine, LicenseWatch, StorageError, activations};
use keyward_token::{Pepper, PepperId};

use crate::Error;
use crate::kept::{Kept, Memory, Shared};
use crate::licenses::file::MAX_LIFE;
use crate::releases::ReleaseStore;

/// Limits and defaults of the hub.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How licence keys begin.
    pub key_prefix: LicenseKeyPrefix,
    /// Domains that do not count.
    pub uncounted: UncountedDomains,
    /// On how many of them one licence may be active.
    pub max_uncounted: DomainLimit,
    /// How long a licence goes on working after its end.
    pub grace: Duration,
    /// How often a site is to ask.
    pub check_every: Duration,
    /// How long an offline token is good.
    pub token_ttl: Duration,
    /// How long a site that reaches nobody may go on after it was made.
    pub token_grace: Duration,
    /// The most licences in one bulk request, and in one bulk action.
    pub max_bulk: usize,
    /// How subscriptions are paid for.
    pub payment: Payment,
    /// The most bytes of a release's file.
    pub max_release_bytes: u64,
    /// The most licences in memory, for verifications: a kilobyte or two each.
    pub max_cached: usize,
    /// How long a download link is good: longer than WordPress keeps one before somebody clicks (contract hub, B.3).
    pub link_ttl: Duration,
}

/// How subscriptions are paid for.
#[derive(Debug, Clone)]
pub struct Payment {
    /// Who takes the money.
    pub provider: Provider,
    /// Where to pay; `{subscription}` in it stands for the subscription's id.
    pub checkout_url: Option<String>,
    /// Whether a subscription is usable before anything is paid, as where an invoice follows. Of the provider `manual` alone.
    pub at_once: bool,
    /// How long money is waited for.
    pub patience: Patience,
}

impl Default for Settings {
    /// The contract's.
    fn default() -> Self {
        const DAY: Duration = Duration::from_hours(24);
        Self {
            key_prefix: LicenseKeyPrefix::default(),
            uncounted: UncountedDomains::default(),
            max_uncounted: DomainLimit::new(5).unwrap_or(DomainLimit::UNLIMITED),
            grace: 7 * DAY,
            check_every: Duration::from_hours(12),
            token_ttl: 7 * DAY,
            token_grace: 14 * DAY,
            max_bulk: 100,
            payment: Payment {
                provider: Provider::Manual,
                checkout_url: None,
                at_once: false,
                patience: Patience { first: 30 * DAY, further: 14 * DAY },
            },
            max_release_bytes: 512 << 20,
            max_cached: 100_000,
            link_ttl: 2 * DAY,
        }
    }
}

/// The hub's operations' common ground, over the authority's.
pub struct Hub {
    authority: Arc<Authority>,
    keys: LicenseKeys,
    vault: Vault,
    signer: Signer,
    release_signer: Signer,
    links: Pepper,
    store: Arc<dyn ReleaseStore>,
    seen: Mutex<HashMap<Id<Activation>, Timestamp>>,
    memory: Arc<Memory<Kept>>,
    shared: Shared,
    settings: Settings,
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").field("authority", &self.authority).finish_non_exhaustive()
    }
}

/// A stored key that can't be read: the master secret is another one than it was.
#[derive(Debug, thiserror::Error)]
#[error("the key of a license can't be opened: it was sealed under another master secret")]
struct Sealed;

impl Hub {
    /// The hub over an authority, whose master secret its own secrets are derived from. Files of releases lie in `store`.
    pub fn new(authority: Arc<Authority>, store: Arc<dyn ReleaseStore>, settings: Settings) -> Self {
        let kind = TokenKind {
            name: "license",
            vault: "license signing keys",
            typ: None,
            verifies_for: settings.token_ttl.max(settings.token_grace).max(MAX_LIFE),
        };
        let releases = TokenKind {
            name: "release",
            vault: "release signing keys",
            typ: None,
            // A signature is as old as its release.
            verifies_for: Duration::from_hours(100 * 365 * 24),
        };
        let pepper = |name: PepperId, purpose| authority.pepper_for(name, purpose);
        // Where there may be other instances, it is told when it hears them.
        let storage = authority.storage();
        let memory = Arc::new(Memory::new(settings.max_cached, storage.engine() == Engine::Postgres));
        let watcher: Arc<dyn LicenseWatch> = memory.clone();
        storage.watch_licenses(Arc::downgrade(&watcher));
        let checksum = pepper(pepper_id("checksum"), "license key checksums");
        let index = pepper(pepper_id("index"), "license key index");
        Self {
            keys: LicenseKeys::new(settings.key_prefix, checksum, index),
            vault: authority.vault_for("license keys"),
            signer: authority.signer_for(kind),
            release_signer: authority.signer_for(releases),
            links: pepper(pepper_id("links"), "download links"),
            store,
            seen: Mutex::default(),
            memory,
            shared: Shared::default(),
            authority,
            settings,
        }
    }

    /// The authority below.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Limits and defaults.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn keys(&self) -> &LicenseKeys {
        &self.keys
    }

    pub(crate) fn signer(&self) -> &Signer {
        &self.signer
    }

    pub(crate) fn release_signer(&self) -> &Signer {
        &self.release_signer
    }

    pub(crate) fn links(&self) -> &Pepper {
        &self.links
    }

    pub(crate) fn store(&self) -> &dyn ReleaseStore {
        &*self.store
    }

    /// The licences that sites asked about lately.
    pub(crate) fn memory(&self) -> &Memory<Kept> {
        &self.memory
    }

    /// The products and tiers that they have in common.
    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.authority.now()
    }

    /// A new key, what it is found by, and itself sealed for the row that is found so.
    pub(crate) fn mint(&self) -> (LicenseKey, keyward_token::Digest, Vec<u8>) {
        let key = self.keys.generate(self.authority.entropy());
        let index = self.keys.index(&key);
        let sealed = self.vault.seal(key.expose().as_bytes(), index.as_bytes(), self.authority.entropy());
        (key, index, sealed)
    }

    /// The key of a stored licence.
    pub(crate) fn open(&self, stored: &StoredLicense) -> Result<LicenseKey, Error> {
        let plain = self.vault.open(&stored.sealed, stored.index.as_bytes()).ok();
        let key = plain.and_then(|plain| self.keys.read(&String::from_utf8(plain).ok()?));
        key.ok_or_else(|| Error::broken(Sealed))
    }

    /// An id that nothing else has: UUIDv7 (RFC 9562, 5.7).
    pub(crate) fn unique_id(&self, now: Timestamp) -> String {
        self.authority.unique_id(now)
    }

    /// Notes, to the second, that a site asked; written down by [`flush_seen`](Self::flush_seen).
    pub(crate) fn saw(&self, activation: Id<Activation>, now: Timestamp) {
        let second = Timestamp::from_micros(now.as_seconds() * 1_000_000);
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(activation, second);
    }

    /// Writes down when sites last asked, for those that did since the last call. To be called each second and at the end; what could not
    /// be written is lost to what is shown, not to anything that is decided.
    pub async fn flush_seen(&self) -> Result<(), StorageError> {
        let seen = std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        if seen.is_empty() {
            return Ok(());
        }
        activations::touch(self.authority.storage(), &seen.into_iter().collect::<Vec<_>>()).await
    }
}

#[expect(clippy::expect_used, reason = "the names are constants")]
fn pepper_id(name: &str) -> PepperId {
    name.parse().expect("a pepper's name")
}
