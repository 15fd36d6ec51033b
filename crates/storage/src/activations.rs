//! Where licences are active.

use std::collections::BTreeMap;

use keyward_domain::{Activation, Id, License, ReleasedBy, SiteDomain, Tenant, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use crate::column::time;
use crate::entity::activation::{ActiveModel, Column, Entity, Model};
use crate::entity::license;
use crate::{Connection, Storage, StorageError, Tx};

/// An activation to be.
#[derive(Debug, Clone)]
pub struct NewActivation {
    /// The licence.
    pub license: Id<License>,
    /// Where.
    pub domain: SiteDomain,
    /// Whether it counts.
    pub counted: bool,
    /// What the site says of its server.
    pub fingerprint: Option<String>,
    /// What people call the site.
    pub label: Option<String>,
    /// The product's version there.
    pub version: Option<String>,
    /// When.
    pub now: Timestamp,
}

/// What a site said of itself when it asked again; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// What it says of its server, if it had not before.
    pub fingerprint: Option<String>,
    /// What people call the site.
    pub label: Option<String>,
    /// The product's version there.
    pub version: Option<String>,
}

/// Adds an activation. `Taken(Activation)` when the licence is active there.
pub async fn insert(tx: &Tx, new: &NewActivation) -> Result<Activation, StorageError> {
    let row = ActiveModel {
        license_id: Set(new.license.get()),
        domain: Set(new.domain.to_string()),
        counted: Set(new.counted),
        fingerprint: Set(new.fingerprint.clone()),
        label: Set(new.label.clone()),
        version: Set(new.version.clone()),
        activated_at: Set(new.now.as_micros()),
        last_seen_at: Set(new.now.as_micros()),
        ..Default::default()
    };
    tx.notes().license(new.license.get());
    Ok(read(row.insert(&tx.0).await?))
}

/// Where the licence is active, of this domain alone.
pub async fn find(
    db: &impl Connection,
    license: Id<License>,
    domain: &SiteDomain,
) -> Result<Option<Activation>, StorageError> {
    let found = standing(license).filter(Column::Domain.eq(domain.as_str()));
    Ok(found.one(db.orm()).await?.map(read))
}

/// Where these licences are active, in the order in which they came to be.
pub async fn all(
    db: &impl Connection,
    licenses: impl IntoIterator<Item = Id<License>>,
) -> Result<Vec<Activation>, StorageError> {
    let rows = Entity::find()
        .filter(Column::LicenseId.is_in(licenses.into_iter().map(Id::get)))
        .filter(Column::ReleasedAt.is_null())
        .order_by_asc(Column::Id)
        .all(db.orm())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// The same of one licence, the first `most` of them.
pub async fn first(
    db: &impl Connection,
    license: Id<License>,
    most: u64,
) -> Result<Vec<Activation>, StorageError> {
    let rows = standing(license).order_by_asc(Column::Id).limit(most).all(db.orm()).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// On how many domains the licence is active that count, or that do not.
pub async fn count(db: &impl Connection, license: Id<License>, counted: bool) -> Result<u64, StorageError> {
    Ok(standing(license).filter(Column::Counted.eq(counted)).count(db.orm()).await?)
}

/// Notes that a site asked again, and what it said of itself.
pub async fn refresh(
    tx: &Tx,
    id: Id<Activation>,
    seen: &Seen,
    now: Timestamp,
) -> Result<Activation, StorageError> {
    let mut row = ActiveModel { id: Set(id.get()), last_seen_at: Set(now.as_micros()), ..Default::default() };
    for (column, text) in [
        (&mut row.fingerprint, &seen.fingerprint),
        (&mut row.label, &seen.label),
        (&mut row.version, &seen.version),
    ] {
        if text.is_some() {
            *column = Set(text.clone());
        }
    }
    let row = row.update(&tx.0).await?;
    tx.notes().license(row.license_id);
    Ok(read(row))
}

/// Notes when sites last asked; a time never goes back. Quick where many share one.
pub async fn touch(storage: &Storage, seen: &[(Id<Activation>, Timestamp)]) -> Result<(), StorageError> {
    let mut seen = seen.to_vec();
    seen.sort_unstable();
    let tx = storage.begin().await?;
    for some in seen.chunks(IDS_A_STATEMENT) {
        let ids = some.iter().map(|(id, _)| id.get());
        // Held in one order everywhere, or two instances could each hold a row that the other one waits for.
        let held = Entity::find().select_only().column(Column::Id).filter(Column::Id.is_in(ids));
        let _: Vec<i64> =
            held.order_by_asc(Column::Id).lock(LockType::NoKeyUpdate).into_tuple().all(&tx.0).await?;
        let mut by_time: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (id, at) in some {
            by_time.entry(at.as_micros()).or_default().push(id.get());
        }
        for (at, ids) in by_time {
            Entity::update_many()
                .col_expr(Column::LastSeenAt, Expr::value(at))
                .filter(Column::Id.is_in(ids))
                .filter(Expr::col(Column::LastSeenAt).lt(at))
                .exec(&tx.0)
                .await?;
        }
    }
    tx.commit().await
}

/// Whether any licence of an account is active on a domain that counts.
pub async fn has_any(db: &impl Connection, tenant: Id<Tenant>) -> Result<bool, StorageError> {
    let found = Entity::find()
        .join(JoinType::InnerJoin, license_of_activation())
        .filter(license::Column::TenantId.eq(tenant.get()))
        .filter(license::Column::DeletedAt.is_null())
        .filter(Column::Counted.eq(true))
        .filter(Column::ReleasedAt.is_null());
    Ok(found.limit(1).one(db.orm()).await?.is_some())
}

fn license_of_activation() -> sea_orm::RelationDef {
    Entity::belongs_to(license::Entity).from(Column::LicenseId).to(license::Column::Id).into()
}

/// Ends the licence on a domain. The row stays as history; `None` when it was not active there.
pub async fn release(
    tx: &Tx,
    license: Id<License>,
    domain: &SiteDomain,
    by: ReleasedBy,
    now: Timestamp,
) -> Result<Option<Activation>, StorageError> {
    let Some(found) = find(tx, license, domain).await? else { return Ok(None) };
    end(tx, std::slice::from_ref(&found), by, now).await?;
    Ok(Some(found))
}

/// Ends these licences everywhere, and says where they were active.
pub async fn release_all(
    tx: &Tx,
    licenses: &[Id<License>],
    by: ReleasedBy,
    now: Timestamp,
) -> Result<Vec<Activation>, StorageError> {
    let mut ended = Vec::new();
    for some in licenses.chunks(IDS_A_STATEMENT) {
        let found = all(tx, some.iter().copied()).await?;
        for some in found.chunks(IDS_A_STATEMENT) {
            end(tx, some, by, now).await?;
        }
        ended.extend(found);
    }
    Ok(ended)
}

/// So many ids fit into a statement of either engine.
const IDS_A_STATEMENT: usize = 1000;

async fn end(tx: &Tx, ended: &[Activation], by: ReleasedBy, now: Timestamp) -> Result<(), StorageError> {
    for one in ended {
        tx.notes().license(one.license.get());
    }
    Entity::update_many()
        .col_expr(Column::ReleasedAt, Expr::value(now.as_micros()))
        .col_expr(Column::ReleasedBy, by.as_str().into())
        .filter(Column::Id.is_in(ended.iter().map(|one| one.id.get())))
        .exec(&tx.0)
        .await?;
    Ok(())
}

fn standing(license: Id<License>) -> Select<Entity> {
    Entity::find().filter(Column::LicenseId.eq(license.get())).filter(Column::ReleasedAt.is_null())
}

fn read(row: Model) -> Activation {
    Activation {
        id: Id::new(row.id),
        license: Id::new(row.license_id),
        domain: SiteDomain::from_stored(&row.domain),
        counted: row.counted,
        fingerprint: row.fingerprint,
        label: row.label,
        version: row.version,
        activated_at: time(row.activated_at),
        last_seen_at: time(row.last_seen_at),
    }
}
