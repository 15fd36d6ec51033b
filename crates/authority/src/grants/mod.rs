//! Where the gate's grants come from: the configuration, then the database.

mod batches;

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use keyward_domain::{Credits, KeyState, TenantStatus};
use keyward_gate::{Grant, GrantEnvironment, GrantSource, Lease, LeaseRequest, Subject, Unavailable};
use keyward_storage::grants::KeyInContext;
use keyward_storage::{Storage, StorageError, credits, grants};
use keyward_token::Digest;

use self::batches::{Answers, Batches};
use crate::static_keys::{self, StaticKeys};

/// Loads grants for the gate.
pub struct GrantLoader {
    storage: Storage,
    rows: Batches<Rows>,
    static_keys: RwLock<StaticKeys>,
    /// The most credits that one lease takes, but for a check that needs more.
    credit_block: u64,
}

impl GrantLoader {
    pub(crate) fn new(storage: Storage, static_keys: StaticKeys, credit_block: u64) -> Self {
        let rows = Batches::new(Rows(storage.clone()), grants::at_once());
        Self { storage, rows, static_keys: RwLock::new(static_keys), credit_block }
    }

    pub(crate) fn replace_static_keys(&self, keys: StaticKeys) {
        *self.static_keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }
}

impl std::fmt::Debug for GrantLoader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GrantLoader")
    }
}

/// Whatever the cause, the answer could not be had: never "unknown key".
fn unreadable(error: &StorageError) -> Unavailable {
    tracing::error!(%error, "a key could not be looked up");
    Unavailable
}

/// The rows of keys, by their digests.
struct Rows(Storage);

impl Answers for Rows {
    type Question = Digest;
    type Answer = Result<Option<KeyInContext>, Unavailable>;

    const MOST: usize = grants::MOST;

    async fn answer(&self, digests: &[Digest]) -> Vec<Self::Answer> {
        match grants::load(&self.0.look_ups(), digests).await {
            Ok(found) => {
                let readable =
                    |(digest, row): (Digest, Result<_, _>)| (digest, row.map_err(|error| unreadable(&error)));
                let found: HashMap<Digest, Result<KeyInContext, Unavailable>> =
                    found.into_iter().map(readable).collect();
                // Two may ask for the same key, and each is told.
                digests.iter().map(|digest| found.get(digest).cloned().transpose()).collect()
            }
            Err(error) => vec![Err(unreadable(&error)); digests.len()],
        }
    }
}

impl GrantSource for GrantLoader {
    async fn load(&self, digest: &Digest) -> Result<Option<Grant>, Unavailable> {
        let reader = self.storage.reader();
        let configured = self.static_keys.read().unwrap_or_else(PoisonError::into_inner).get(digest).cloned();
        if let Some(key) = configured {
            return static_keys::grant(&reader, &key).await.map_err(|error| unreadable(&error));
        }
        let Some(found) = self.rows.ask(*digest).await.ok_or(Unavailable)?? else { return Ok(None) };
        let credits = match found.credits {
            // Should it change in between, a lease finds another version.
            Some(account) => credits::get(&reader, account).await.map_err(|error| unreadable(&error))?,
            None => None,
        };
        Ok(Some(build(found, credits)))
    }

    async fn lease(
        &self,
        request: LeaseRequest,
        paid: Box<dyn FnOnce(Lease) + Send>,
    ) -> Result<Lease, Unavailable> {
        let (storage, block) = (self.storage.clone(), self.credit_block);
        // A caller that goes away drops its request at any await. What was leased by then must be told all the same, or it would be
        // lost: so this is a task.
        let leasing = tokio::spawn(async move {
            let lease = take(&storage, request, block).await?;
            paid(lease);
            Ok::<_, StorageError>(lease)
        });
        match leasing.await {
            Ok(Ok(lease)) => Ok(lease),
            Ok(Err(error)) => {
                tracing::error!(%error, "credits could not be leased");
                Err(Unavailable)
            }
            Err(error) => {
                tracing::error!(%error, "credits could not be leased");
                Err(Unavailable)
            }
        }
    }
}

async fn take(storage: &Storage, request: LeaseRequest, block: u64) -> Result<Lease, StorageError> {
    let LeaseRequest { account, version, need, now } = request;
    let tx = storage.begin().await?;
    let Some((leased, left)) = credits::lease(&tx, account, version, need, block, now).await? else {
        return Ok(Lease::Outdated);
    };
    tx.commit().await?;
    let refill_at = left.refill.map(|refill| refill.interval.next(now));
    Ok(Lease::Paid { leased, balance: left.balance.get(), refill_at })
}

fn build(key: KeyInContext, credits: Option<Credits>) -> Grant {
    Grant {
        subject: Subject::Key(key.id),
        name: key.name.as_str().into(),
        kind: key.kind,
        tenant: key.tenant,
        tenant_suspended: key.tenant_status == TenantStatus::Suspended,
        environment: Some(GrantEnvironment { id: key.environment, kind: key.environment_type }),
        owner: key.owner,
        external_id: key.external_id.map(String::into_boxed_str),
        roles: key.roles.into(),
        permissions: key.permissions.into(),
        state: if key.disabled && key.state == KeyState::Active { KeyState::Disabled } else { key.state },
        expires_at: key.expires_at,
        networks: key.networks,
        limits: key.limits,
        limit_scope: key.limit_scope,
        credits,
        metadata: key.metadata,
    }
}
