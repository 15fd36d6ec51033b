//! Keys from the configuration: they act as their tenant's super admin (contract v1, part 2).

use std::collections::HashMap;

use keyward_domain::{
    BuiltInRole, Environment, Id, KeyKind, KeyState, Limits, Metadata, Networks, Owner, Tenant, TenantStatus,
    User,
};
use keyward_gate::{Grant, GrantEnvironment, Subject};
use keyward_storage::{Connection, StorageError, accounts, environments, tenants, users};
use keyward_token::Digest;

/// One key of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticKey {
    /// The tenant's name.
    pub tenant: String,
    /// The person it acts for, by e-mail or name.
    pub user: String,
    /// What people call it.
    pub name: String,
    /// Whether it may be used; if not, it is refused with 403.
    pub is_active: bool,
    /// Its environment's name; without one the caller names it on each request.
    pub environment: Option<String>,
}

/// The keys of the configuration by their SHA-256.
pub type StaticKeys = HashMap<Digest, StaticKey>;

/// What a static key grants; `None` while its tenant, person or environment does not exist.
pub(crate) async fn grant(db: &impl Connection, key: &StaticKey) -> Result<Option<Grant>, StorageError> {
    let Some(tenant) = tenants::find(db, &key.tenant).await? else { return Ok(missing(key, "tenant")) };
    let people = users::all(db, tenant.id).await?;
    let named = |user: &User| {
        user.email == key.user.to_lowercase()
            || user.name.as_ref().is_some_and(|name| name.as_str() == key.user)
    };
    let Some(user) = people.into_iter().find(named) else {
        return Ok(missing(key, "user"));
    };
    let environment = match &key.environment {
        None => None,
        Some(name) => {
            match environments::all(db, tenant.id).await?.into_iter().find(|e| e.name.as_str() == name) {
                None => return Ok(missing(key, "environment")),
                found => found,
            }
        }
    };
    let is_on = key.is_active && !accounts::is_disabled(db, tenant.id).await?;
    Ok(Some(build(key, &tenant, &user, environment.as_ref(), is_on)))
}

fn build(
    key: &StaticKey,
    tenant: &Tenant,
    user: &User,
    environment: Option<&Environment>,
    is_on: bool,
) -> Grant {
    let role = BuiltInRole::find(BuiltInRole::SUPER_ADMIN);
    Grant {
        subject: Subject::Static,
        name: key.name.as_str().into(),
        kind: KeyKind::Private,
        tenant: tenant.id,
        tenant_suspended: tenant.status == TenantStatus::Suspended,
        environment: environment
            .map(|environment| GrantEnvironment { id: environment.id, kind: environment.kind }),
        owner: Owner::User(user.id),
        external_id: None,
        roles: role.into_iter().filter_map(|role| role.name.parse().ok()).collect(),
        permissions: role.map(BuiltInRole::permissions).unwrap_or_default().into(),
        state: if is_on { KeyState::Active } else { KeyState::Disabled },
        expires_at: None,
        networks: Networks::default(),
        limits: Limits::default(),
        limit_scope: Id::new(0),
        credits: None,
        metadata: Metadata::default(),
    }
}

fn missing(key: &StaticKey, what: &str) -> Option<Grant> {
    tracing::warn!(key = key.name, "a static key was used, but its {what} does not exist");
    None
}
