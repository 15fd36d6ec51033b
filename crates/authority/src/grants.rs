//! Where the gate's grants come from: the configuration, then the database.

use std::sync::{PoisonError, RwLock};

use keyward_domain::{Credits, KeyState, TenantStatus};
use keyward_gate::{Grant, GrantEnvironment, GrantSource, Lease, LeaseRequest, Subject, Unavailable};
use keyward_storage::grants::KeyInContext;
use keyward_storage::{Storage, StorageError, credits, grants};
use keyward_token::Digest;

use crate::static_keys::{self, StaticKeys};

/// Loads grants for the gate.
#[derive(Debug)]
pub struct GrantLoader {
    storage: Storage,
    static_keys: RwLock<StaticKeys>,
    /// The most credits that one lease takes, but for a check that needs more.
    credit_block: u64,
}

impl GrantLoader {
    pub(crate) fn new(storage: Storage, static_keys: StaticKeys, credit_block: u64) -> Self {
        Self { storage, static_keys: RwLock::new(static_keys), credit_block }
    }

    pub(crate) fn replace_static_keys(&self, keys: StaticKeys) {
        *self.static_keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    async fn find(&self, digest: &Digest) -> Result<Option<Grant>, StorageError> {
        let reader = self.storage.reader();
        let configured = self.static_keys.read().unwrap_or_else(PoisonError::into_inner).get(digest).cloned();
        if let Some(key) = configured {
            return static_keys::grant(&reader, &key).await;
        }
        let Some(found) = grants::load(&reader, digest).await? else { return Ok(None) };
        let credits = match found.key.credits {
            // Should it change in between, a lease finds another version.
            Some(account) => credits::get(&reader, account).await?,
            None => None,
        };
        Ok(Some(build(found, credits)))
    }
}

impl GrantSource for GrantLoader {
    async fn load(&self, digest: &Digest) -> Result<Option<Grant>, Unavailable> {
        self.find(digest).await.map_err(|error| {
            // Whatever the cause, the answer could not be had: never "unknown key".
            tracing::error!(%error, "a key could not be looked up");
            Unavailable
        })
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

fn build(found: KeyInContext, credits: Option<Credits>) -> Grant {
    let key = found.key;
    Grant {
        subject: Subject::Key(key.id),
        name: key.name.as_str().into(),
        kind: key.kind,
        tenant: key.tenant,
        tenant_suspended: found.tenant == TenantStatus::Suspended,
        environment: Some(GrantEnvironment { id: key.environment, kind: found.environment }),
        owner: key.owner,
        external_id: found.external_id.map(String::into_boxed_str),
        roles: key.roles.into(),
        permissions: key.permissions.into(),
        state: if found.disabled && key.state == KeyState::Active { KeyState::Disabled } else { key.state },
        expires_at: key.expires_at,
        networks: key.networks,
        limits: key.limits,
        limit_scope: key.limit_scope,
        credits,
        metadata: key.metadata,
    }
}
