//! What every operation works with.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use keyward_domain::{Clock, Code, Entity, Environment, Histogram, Id, IdCodec, Requirement, Timestamp};
use keyward_gate::{Gate, Invalidation, KeyUse, Settings};
use keyward_storage::{Storage, StorageError, Touched, credits, settings, usage};
use keyward_token::{Entropy, Formats, Pepper, PepperId, Peppers};
use tokio::sync::Notify;

use crate::accounts::Errands;
use crate::audit::refusals::Refusals;
use crate::gates::Gates;
use crate::identities::{Issuer, Issuers};
use crate::keys::Queries;
use crate::leaks::LeakPolicy;
use crate::mail::{self, Post};
use crate::sessions::{ACCESS, Passwords};
use crate::signing::{Signer, TokenKind};
use crate::times::Times;
use crate::webhooks::WebhookPolicy;
use crate::{Error, GrantLoader, MasterSecret, StaticKeys, Vault};

/// The operations' common ground: the database, the gate, the clock, what secrets look like.
pub struct Authority {
    storage: Storage,
    pub(crate) gate: Arc<Gate<GrantLoader>>,
    pub(crate) gates: Arc<Gates>,
    pub(crate) queries: Queries,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    formats: Arc<Formats>,
    peppers: Arc<Peppers>,
    ids: IdCodec,
    master: MasterSecret,
    vault: Vault,
    passwords: Passwords,
    signer: Signer,
    issuers: Issuers,
    mail: Post,
    errands: Errands,
    policy: Policy,
    pub(crate) refusals: Refusals,
    times: Times,
    pub(crate) webhooks: Notify,
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
    /// The format of keys made at the licensing hub.
    pub hub_format: String,
    /// How long a first answer is kept for a retry.
    pub idempotency_ttl: Duration,
    /// The most keys in one bulk request.
    pub max_bulk: usize,
    /// The most rows in one import.
    pub max_import: usize,
    /// The most credits that an instance leases at a time, and may lose in a crash.
    pub credit_block: u64,
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
    /// Webhooks.
    pub webhooks: WebhookPolicy,
    /// What is done about keys that have leaked.
    pub leaks: LeakPolicy,
    /// Whether secrets that everybody knows are taken. Never in production.
    pub development: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            native_format: "native".to_owned(),
            secret_format: "secret".to_owned(),
            publishable_format: "publishable".to_owned(),
            flapjack_format: "native".to_owned(),
            hub_format: "native".to_owned(),
            idempotency_ttl: Duration::from_hours(24),
            max_bulk: 1000,
            max_import: 10_000,
            credit_block: 100,
            issuer: "keyward".to_owned(),
            access_token_ttl: Duration::from_mins(30),
            refresh_token_ttl: Duration::from_hours(30 * 24),
            sign_up: true,
            require_verified_email: true,
            developer_license_limit: 5,
            upgrade_requires: vec![Requirement::ActiveSubscription, Requirement::ActivatedDomain],
            webhooks: WebhookPolicy::default(),
            leaks: LeakPolicy::default(),
            development: false,
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
        let source = GrantLoader::new(parts.storage.clone(), parts.static_keys, parts.policy.credit_block);
        Ok(Self {
            gate: Arc::new(Gate::new(source, formats.clone(), peppers.clone(), parts.gate)),
            gates: Arc::new(Gates::new()),
            queries: Queries::new(),
            vault: Vault::new(&parts.master, "idempotency"),
            passwords: Passwords::new(),
            signer: Signer::new(&parts.master, ACCESS),
            issuers: Issuers::new(parts.issuers),
            mail: Post::new(parts.mail, &parts.master),
            errands: Errands::default(),
            master: parts.master,
            storage: parts.storage,
            clock: parts.clock,
            entropy: parts.entropy,
            policy: parts.policy,
            refusals: Refusals::default(),
            times: Times::default(),
            webhooks: Notify::new(),
            formats,
            peppers,
            ids,
        })
    }

    /// The gate that checks presented keys.
    pub fn gate(&self) -> &Gate<GrantLoader> {
        &self.gate
    }

    /// The gates that were asked lately.
    pub(crate) fn gates(&self) -> &Gates {
        &self.gates
    }

    /// Forgets all that is remembered of keys, gates and licences: what is remembered may be wrong.
    pub(crate) fn forget_everything(&self) {
        self.gate.everything();
        self.gates.forget_all();
        self.storage.tell_watchers(&Touched::Any);
    }

    /// Whether what other instances change may go unheard: then nothing is remembered.
    pub(crate) fn set_deaf(&self, deaf: bool) {
        self.gate.set_bypass(deaf);
        self.storage.set_watchers_deaf(deaf);
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

    /// The secret for a purpose.
    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        self.master.derive(purpose)
    }

    /// What seals and opens for a purpose of another room's.
    pub fn vault_for(&self, purpose: &str) -> Vault {
        Vault::new(&self.master, purpose)
    }

    /// What signs tokens of another room's.
    pub fn signer_for(&self, kind: TokenKind) -> Signer {
        Signer::new(&self.master, kind)
    }

    /// A pepper for a purpose of another room's, under that name.
    pub fn pepper_for(&self, name: PepperId, purpose: &str) -> Pepper {
        Pepper::new(name, self.master.derive(purpose))
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

    /// Notes how long a check took in an environment that was begun then and is answered now.
    pub fn took(&self, environment: Id<Environment>, began: Timestamp) {
        // A clock that was set back counts as no time.
        let micros = u64::try_from(self.now().as_micros() - began.as_micros()).unwrap_or_default();
        self.times.note(environment, micros);
    }

    /// How long checks took since the start, and how many microseconds that was together.
    pub fn times(&self) -> (Histogram, u64) {
        self.times.all()
    }

    /// Writes down how keys were used since the last call, and how long checks took. What can't be written is kept for the next time; nothing
    /// that is decided hangs on it.
    pub async fn flush_uses(&self) -> Result<(), Error> {
        let (uses, unknown) = (self.gate.take_uses(), self.gate.take_unknown());
        let times = self.times.take();
        let touched: Vec<_> = uses.iter().filter_map(|it| Some((it.key, it.last?))).collect();
        let written = async {
            if !touched.is_empty() {
                keyward_storage::keys::touch(&self.storage, &touched).await?;
            }
            self.add_usage(&uses, &unknown, &times).await
        };
        let written = written.await;
        if written.is_err() {
            self.gate.keep_uses(uses);
            self.gate.keep_unknown(unknown);
            self.times.keep(&times);
        }
        Ok(written?)
    }

    async fn add_usage(
        &self,
        uses: &[KeyUse],
        unknown: &HashMap<Id<Environment>, u64>,
        times: &[(Id<Environment>, Histogram)],
    ) -> Result<(), StorageError> {
        let answered = |it: &KeyUse| {
            let key = it.key;
            let counts = Code::ALL.into_iter().zip(it.answered).filter(|(_, count)| *count > 0);
            counts.map(move |(code, count)| (key, code, count)).collect::<Vec<_>>()
        };
        let answers: Vec<_> = uses.iter().flat_map(answered).collect();
        let unknown: Vec<_> = unknown.iter().map(|(environment, count)| (*environment, *count)).collect();
        if answers.is_empty() && unknown.is_empty() && times.is_empty() {
            return Ok(());
        }
        let tx = self.storage.begin().await?;
        let now = self.now();
        usage::add(&tx, &answers, now).await?;
        usage::add_unknown(&tx, &unknown, now).await?;
        usage::add_times(&tx, times, now).await?;
        tx.commit().await
    }

    /// Gives back all credits that are leased and not spent: to be called when no check is under way any more. What can't be given back
    /// is lost, as in a crash: never is anything given back twice.
    pub async fn return_credits(&self) -> Result<(), Error> {
        let leases = self.gate.take_leases();
        if leases.is_empty() {
            return Ok(());
        }
        let tx = self.storage.begin().await?;
        for (account, version, unspent) in leases {
            credits::give_back(&tx, account, version, unspent).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Limits and defaults.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(crate) fn peppers(&self) -> &Peppers {
        &self.peppers
    }

    /// Randomness fit for secrets.
    pub fn entropy(&self) -> &dyn Entropy {
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
    seed.try_into().map_err(|_| Error::from(StorageError::Corrupt { table: "settings", column: "value" }))
}
