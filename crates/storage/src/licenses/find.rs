//! Finding a licence, to look at or to hold.
//!
//! Held is NO KEY UPDATE: rows that point to a licence may be written while it is.

use keyward_domain::subscription::Subscription;
use keyward_domain::{Customer, Id, License, LicenseSource, Tenant, Timestamp};
use keyward_token::Digest;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::{read, stored};
use crate::entity::license::{Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// A licence with its key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLicense {
    /// The licence.
    pub license: License,
    /// Its key, sealed.
    pub sealed: Vec<u8>,
    /// What its key is found by.
    pub index: Digest,
}

/// The licence whose key is found by this, whoever's it is.
pub async fn find(db: &impl Connection, index: &Digest) -> Result<Option<StoredLicense>, StorageError> {
    by_index(index).one(db.orm()).await?.map(stored).transpose()
}

/// The same, held until this transaction ends: activations of one licence take turns.
pub async fn lock_by_index(tx: &Tx, index: &Digest) -> Result<Option<StoredLicense>, StorageError> {
    by_index(index).lock(LockType::NoKeyUpdate).one(&tx.0).await?.map(stored).transpose()
}

/// The account's licence of that id.
pub async fn get(
    db: &impl Connection,
    tenant: Id<Tenant>,
    id: Id<License>,
) -> Result<Option<StoredLicense>, StorageError> {
    of_tenant(tenant, id).one(db.orm()).await?.map(stored).transpose()
}

/// The same, though it may have been deleted: what happened to it is told afterwards.
pub async fn get_even_deleted(
    db: &impl Connection,
    tenant: Id<Tenant>,
    id: Id<License>,
) -> Result<Option<StoredLicense>, StorageError> {
    let of = Entity::find().filter(Column::Id.eq(id.get())).filter(Column::TenantId.eq(tenant.get()));
    of.one(db.orm()).await?.map(stored).transpose()
}

/// The account's licence of that id, held until this transaction ends.
pub async fn lock_of_tenant(
    tx: &Tx,
    tenant: Id<Tenant>,
    id: Id<License>,
) -> Result<Option<StoredLicense>, StorageError> {
    of_tenant(tenant, id).lock(LockType::NoKeyUpdate).one(&tx.0).await?.map(stored).transpose()
}

/// Whoever's licence of that id.
pub async fn find_by_id(
    db: &impl Connection,
    id: Id<License>,
) -> Result<Option<StoredLicense>, StorageError> {
    standing().filter(Column::Id.eq(id.get())).one(db.orm()).await?.map(stored).transpose()
}

/// Whoever's licence of that id, held until this transaction ends.
pub async fn lock(tx: &Tx, id: Id<License>) -> Result<Option<StoredLicense>, StorageError> {
    let found = standing().filter(Column::Id.eq(id.get())).lock(LockType::NoKeyUpdate);
    found.one(&tx.0).await?.map(stored).transpose()
}

/// The licences of an account's client that are not revoked, held until this transaction ends.
pub async fn lock_of_customer(
    tx: &Tx,
    tenant: Id<Tenant>,
    customer: Id<Customer>,
) -> Result<Vec<License>, StorageError> {
    let rows = standing()
        .filter(Column::TenantId.eq(tenant.get()))
        .filter(Column::CustomerId.eq(customer.get()))
        .filter(Column::RevokedAt.is_null())
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(&tx.0)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The licences of a subscription, revoked ones too, held until this transaction ends.
pub async fn lock_of_subscription(
    tx: &Tx,
    subscription: Id<Subscription>,
) -> Result<Vec<License>, StorageError> {
    let rows = standing()
        .filter(Column::SubscriptionId.eq(subscription.get()))
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(&tx.0)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The ids of the licences of some subscriptions, each with its subscription, oldest first.
pub async fn ids_of_subscriptions(
    db: &impl Connection,
    subscriptions: impl IntoIterator<Item = Id<Subscription>>,
) -> Result<Vec<(Id<Subscription>, Id<License>)>, StorageError> {
    let rows: Vec<(Option<i64>, i64)> = standing()
        .select_only()
        .columns([Column::SubscriptionId, Column::Id])
        .filter(Column::SubscriptionId.is_in(subscriptions.into_iter().map(Id::get)))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db.orm())
        .await?;
    Ok(rows.into_iter().filter_map(|(of, id)| Some((Id::new(of?), Id::new(id)))).collect())
}

/// Up to `limit` licences that have ended without a note of it, held until this transaction ends. Revoked ones are told as such.
pub async fn lock_expired(tx: &Tx, now: Timestamp, limit: u64) -> Result<Vec<License>, StorageError> {
    let rows: Vec<Model> = standing()
        .filter(Column::ExpiryNotedAt.is_null())
        .filter(Column::ExpiresAt.lte(now.as_micros()))
        .filter(Column::RevokedAt.is_null())
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock(LockType::NoKeyUpdate)
        .all(&tx.0)
        .await?;
    rows.into_iter().map(read).collect()
}

/// How many licences an account has that count towards its limit: those not deleted, without those not for resale.
pub async fn count_allowed(db: &impl Connection, tenant: Id<Tenant>) -> Result<u64, StorageError> {
    let counted = standing()
        .filter(Column::TenantId.eq(tenant.get()))
        .filter(Column::Source.ne(LicenseSource::Nfr.as_str()));
    Ok(counted.count(db.orm()).await?)
}

pub(super) fn standing() -> Select<Entity> {
    Entity::find().filter(Column::DeletedAt.is_null())
}

fn of_tenant(tenant: Id<Tenant>, id: Id<License>) -> Select<Entity> {
    standing().filter(Column::Id.eq(id.get())).filter(Column::TenantId.eq(tenant.get()))
}

fn by_index(index: &Digest) -> Select<Entity> {
    standing().filter(Column::KeyIndex.eq(index.as_bytes().to_vec()))
}
