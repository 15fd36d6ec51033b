//! What every operation works with.

use std::sync::Arc;
use std::time::Duration;

use keyward_domain::{Clock, Entity, Id, IdCodec, Requirement, Timestamp};
use keyward_gate::{Gate, Invalidation, Settings};
use keyward_storage::{Storage, settings};
use keyward_token::{Entropy, Formats, Peppers};

use crate::accounts::Errands;
use crate::audit::refusals::Refusals;
use crate::identities::{Issuer, Issuers};
use crate::mail::{self, Post};
use crate::sessions::{Passwords, Signer};
use crate::{Error, GrantLoader, MasterSecret, StaticKeys, Vault};

/// The operations' common ground: the database, the gate, the clock, what secrets look like.
pub struct Authority {
    storage: Storage,
    pub(crate) gate: Arc<Gate<GrantLoader>>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    formats: Arc<Formats>,
    peppers: Arc<Peppers>,
    ids: IdCodec,
    vault: Vault,
    passwords: Passwords,
    signer: Signer,
    issuers: Issuers,
    mail: Post,
    errands: Errands,
    policy: Policy,
    pub(crate) refusals: Refusals,
}

/// What an authority is made of.
pub struct Parts {
    /// The database, migrated.
    pub storage: Storage,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness fit for secrets.
    pub entropy: Arc<dyn Entropy>,
    /// What keys look like.
    pub formats: Formats,
    /// Secrets of the server that keyed digests are made with.
    pub peppers: Peppers,
    /// What is sealed is sealed under this.
    pub master: MasterSecret,
    /// Keys of the configuration.
    pub static_keys: StaticKeys,
    /// Who else may say who somebody is.
    pub issuers: Vec<Issuer>,
    /// How mail is written and where it goes.
    pub mail: mail::Settings,
    /// The bounds of the gate's caches.
    pub gate: Settings,
    /// Limits and defaults.
    pub policy: Policy,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts").field("storage", &self.storage).finish_non_exhaustive()
    }
}

/// Limits and defaults of the operations.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The format of keys made at `/v1/keys`.
    pub native_format: String,
    /// The format of private keys made at `/v1/secrets`.
    pub secret_format: String,
    /// The format of publishable keys made there.
    pub publishable_format: String,
    /// The format of keys made at `/api/keys`.
    pub flapjack_format: String,
    /// How long a first answer is kept for a retry.
    pub idempotency_ttl: Duration,
    /// The most keys in one bulk request.
    pub max_bulk: usize,
    /// The most rows in one import.
    pub max_import: usize,
    /// What access tokens name as their issuer.
    pub issuer: String,
    /// How long an access token is good.
    pub access_token_ttl: Duration,
    /// How long a refresh token is, and with it a session that nobody uses.
    pub refresh_token_ttl: Duration,
    /// Whether strangers may sign up.
    pub sign_up: bool,
    /// Whether nobody signs in before their address is proven.
    pub require_verified_email: bool,
    /// How many licences a developer may make for whom no limit was set; -1 without limit.
    pub developer_license_limit: i64,
    /// What an account must have to become a developer or a reseller by itself.
    pub upgrade_requires: Vec<Requirement>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            native_format: "native".to_owned(),
            secret_format: "secret".to_owned(),
            publishable_format: "publishable".to_owned(),
            flapjack_format: "native".to_owned(),
            idempotency_ttl: Duration::from_hours(24),
            max_bulk: 1000,
            max_import: 10_000,
            issuer: "keyward".to_owned(),
            access_token_ttl: Duration::from_mins(30),
            refresh_token_ttl: Duration::from_hours(30 * 24),
            sign_up: true,
            require_verified_email: true,
            developer_license_limit: 5,
            upgrade_requires: vec![Requirement::ActiveSubscription, Requirement::ActivatedDomain],
        }
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").field("storage", &self.storage).finish_non_exhaustive()
    }
}

const ID_SEED: &str = "id_seed";

impl Authority {
    /// Puts an authority together; the database gets the seed of its id texts if it has none.
    pub async fn open(parts: Parts) -> Result<Self, Error> {
        let ids = IdCodec::new(id_seed(&parts.storage, &*parts.entropy).await?);
        let formats = Arc::new(parts.formats);
        let peppers = Arc::new(parts.peppers);
        let source = GrantLoader::new(parts.storage.clone(), parts.static_keys);
        Ok(Self {
            gate: Arc::new(Gate::new(source, formats.clone(), peppers.clone(), parts.gate)),
            vault: Vault::new(&parts.master, "idempotency"),
            passwords: Passwords::new(),
            signer: Signer::new(&parts.master),
            issuers: Issuers::new(parts.issuers),
            mail: Post::new(parts.mail, &parts.master),
            errands: Errands::default(),
            storage: parts.storage,
            clock: parts.clock,
            entropy: parts.entropy,
            policy: parts.policy,
            refusals: Refusals::default(),
            formats,
            peppers,
            ids,
        })
    }

    /// The gate that checks presented keys.
    pub fn gate(&self) -> &Gate<GrantLoader> {
        &self.gate
    }

    /// The database.
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// The ids' texts.
    pub fn ids(&self) -> &IdCodec {
        &self.ids
    }

    /// What keys look like.
    pub fn formats(&self) -> &Formats {
        &self.formats
    }

    /// The present time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Where the time comes from, for rooms beside this one.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// Where randomness comes from, for rooms beside this one.
    pub fn randomness(&self) -> Arc<dyn Entropy> {
        Arc::clone(&self.entropy)
    }

    /// Takes the configuration's keys anew; from the return on, the old ones are forgotten.
    pub fn replace_static_keys(&self, keys: StaticKeys) {
        self.gate.source().replace_static_keys(keys);
        self.gate.everything();
    }

    /// Gets the keys of the configured issuers anew, now. What can't be had leaves those that there are.
    pub async fn refresh_issuers(&self) {
        self.issuers.refresh(self.now()).await;
    }

    /// Writes down when keys were last used, for those used since the last call. What could not be written is lost to the list, not
    /// to anything that is decided.
    pub async fn flush_uses(&self) -> Result<(), Error> {
        let uses = self.gate.take_uses();
        if uses.is_empty() {
            return Ok(());
        }
        Ok(keyward_storage::keys::touch(&self.storage, &uses).await?)
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(crate) fn peppers(&self) -> &Peppers {
        &self.peppers
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.entropy
    }

    /// How many passwords were hashed since the start: the same for an unknown address as for a wrong password.
    pub fn password_hashes(&self) -> u64 {
        self.passwords.runs()
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    pub(crate) fn signer(&self) -> &Signer {
        &self.signer
    }

    pub(crate) fn issuers(&self) -> &Issuers {
        &self.issuers
    }

    pub(crate) fn mail(&self) -> &Post {
        &self.mail
    }

    pub(crate) fn errands(&self) -> &Errands {
        &self.errands
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The id of a text from the wire; another kind's text is simply not found.
    pub(crate) fn decode<T: Entity>(&self, text: &str, what: &'static str) -> Result<Id<T>, Error> {
        self.ids.decode(text).ok_or(Error::NotFound(what))
    }
}

async fn id_seed(storage: &Storage, entropy: &dyn Entropy) -> Result<[u8; 32], Error> {
    let mut offer = [0; 32];
    entropy.fill(&mut offer);
    let tx = storage.begin().await?;
    let seed = settings::get_or_set(&tx, ID_SEED, &offer).await?;
    tx.commit().await?;
    seed.try_into().map_err(|_| {
        Error::from(keyward_storage::StorageError::Corrupt { table: "settings", column: "value" })
    })
}
