//! Adding keys, one or many.

use keyward_domain::{
    Credits, Environment, Id, Key, KeyKind, Limits, Metadata, Name, Networks, Owner, Permissions, RoleName,
    Tenant, Timestamp,
};
use keyward_token::{Algorithm, Digest};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use super::read;
use crate::column::{self, micros};
use crate::entity::key::{ActiveModel, Column, Entity};
use crate::{StorageError, Tx};

/// A key to be.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// Whose it is.
    pub tenant: Id<Tenant>,
    /// Where it acts.
    pub environment: Id<Environment>,
    /// What it is for.
    pub kind: KeyKind,
    /// What people call it.
    pub name: Name,
    /// More about it.
    pub description: Option<String>,
    /// The one it acts for.
    pub owner: Owner,
    /// The name of its format, or `imported`.
    pub format: String,
    /// How it is shown.
    pub display: String,
    /// Digest of its secret.
    pub digest: Digest,
    /// How the digest was made.
    pub algorithm: Algorithm,
    /// The roles it was made with.
    pub roles: Vec<RoleName>,
    /// What it may do.
    pub permissions: Permissions,
    /// Where it may be used from.
    pub networks: Networks,
    /// How much it may do in a stretch of time.
    pub limits: Limits,
    /// The key whose counts its limits take from; `None`: itself.
    pub limit_scope: Option<Id<Key>>,
    /// The account that it spends from.
    pub credits: Option<Id<Credits>>,
    /// What the tenant keeps beside it.
    pub metadata: Metadata,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it is made.
    pub now: Timestamp,
}

impl NewKey {
    pub(super) fn row(&self) -> ActiveModel {
        let (user, service_account, customer) = match self.owner {
            Owner::User(id) => (Some(id.get()), None, None),
            Owner::ServiceAccount(id) => (None, Some(id.get()), None),
            Owner::Customer(id) => (None, None, Some(id.get())),
        };
        ActiveModel {
            tenant_id: Set(self.tenant.get()),
            environment_id: Set(self.environment.get()),
            kind: Set(self.kind.as_str().to_owned()),
            name: Set(self.name.to_string()),
            description: Set(self.description.clone()),
            user_id: Set(user),
            service_account_id: Set(service_account),
            customer_id: Set(customer),
            format: Set(self.format.clone()),
            display: Set(self.display.clone()),
            digest: Set(self.digest.as_bytes().to_vec()),
            algorithm: Set(self.algorithm.to_string()),
            state: Set("active".to_owned()),
            roles: Set(column::roles(&self.roles)),
            permissions: Set(column::permissions(&self.permissions)),
            networks: Set(column::networks(&self.networks)),
            limits: Set(column::limits(&self.limits)),
            limit_scope_id: Set(self.limit_scope.map(Id::get)),
            credit_account_id: Set(self.credits.map(Id::get)),
            metadata: Set(self.metadata.to_string()),
            expires_at: Set(micros(self.expires_at)),
            last_used_at: Set(None),
            revoked_at: Set(None),
            successor_id: Set(None),
            created_at: Set(self.now.as_micros()),
            updated_at: Set(self.now.as_micros()),
            hub: Set(false),
            ..Default::default()
        }
    }
}

/// Adds a key. `Taken(Digest)` when the same secret is a key already, anywhere.
pub async fn insert(tx: &Tx, new: &NewKey) -> Result<Key, StorageError> {
    read(new.row().insert(&tx.0).await?)
}

/// Adds a key unless the same secret is a key already, anywhere: then `None`, and the transaction goes on.
pub async fn insert_or_skip(tx: &Tx, new: &NewKey) -> Result<Option<Key>, StorageError> {
    let conflict = OnConflict::column(Column::Digest).do_nothing().to_owned();
    let added = Entity::insert(new.row()).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    if added == 0 {
        return Ok(None);
    }
    super::list::find_by_digest(tx, &new.digest).await
}
