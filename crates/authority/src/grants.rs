//! Where the gate's grants come from: the configuration, then the database.

use std::sync::{PoisonError, RwLock};

use keyward_domain::{KeyState, TenantStatus};
use keyward_gate::{Grant, GrantEnvironment, GrantSource, Subject, Unavailable};
use keyward_storage::grants::KeyInContext;
use keyward_storage::{Storage, StorageError, grants};
use keyward_token::Digest;

use crate::static_keys::{self, StaticKeys};

/// Loads grants for the gate.
#[derive(Debug)]
pub struct GrantLoader {
    storage: Storage,
    static_keys: RwLock<StaticKeys>,
}

impl GrantLoader {
    pub(crate) fn new(storage: Storage, static_keys: StaticKeys) -> Self {
        Self { storage, static_keys: RwLock::new(static_keys) }
    }

    pub(crate) fn replace_static_keys(&self, keys: StaticKeys) {
        *self.static_keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    async fn find(&self, digest: &Digest) -> Result<Option<Grant>, StorageError> {
        let reader = self.storage.reader();
        let configured = self.static_keys.read().unwrap_or_else(PoisonError::into_inner).get(digest).cloned();
        match configured {
            Some(key) => static_keys::grant(&reader, &key).await,
            None => Ok(grants::load(&reader, digest).await?.map(build)),
        }
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
}

fn build(found: KeyInContext) -> Grant {
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
        metadata: key.metadata,
    }
}
