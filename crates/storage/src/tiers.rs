//! The tiers that licences have.

use keyward_domain::{DomainLimit, Feature, Id, Slug, Tier, Timestamp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::column::{self, At, time};
use crate::entity::tier::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// What a tier is to be.
#[derive(Debug, Clone)]
pub struct TierSpec {
    /// Its name.
    pub name: Slug,
    /// Its place among the tiers.
    pub rank: i64,
    /// On how many domains a licence may be active.
    pub domains: DomainLimit,
    /// What it unlocks.
    pub features: Vec<Feature>,
}

/// Every tier, the least first.
pub async fn all(db: &impl Connection) -> Result<Vec<Tier>, StorageError> {
    let rows = Entity::find().order_by_asc(Column::Rank).order_by_asc(Column::Id).all(db.orm()).await?;
    rows.iter().map(read).collect()
}

/// The tier of that id.
pub async fn get(db: &impl Connection, id: Id<Tier>) -> Result<Option<Tier>, StorageError> {
    Entity::find_by_id(id.get()).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// The tier of that name.
pub async fn find(db: &impl Connection, name: &str) -> Result<Option<Tier>, StorageError> {
    Entity::find().filter(Column::Name.eq(name)).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// Makes a tier what it is to be: a new one, or the one of that name, for the licences that have it, too.
pub async fn put(tx: &Tx, spec: &TierSpec, now: Timestamp) -> Result<Tier, StorageError> {
    let row = ActiveModel {
        name: Set(spec.name.to_string()),
        rank: Set(spec.rank),
        domains: Set(spec.domains.get()),
        features: Set(column::words(spec.features.iter().map(Feature::as_str))),
        created_at: Set(now.as_micros()),
        updated_at: Set(now.as_micros()),
        ..Default::default()
    };
    let conflict = OnConflict::column(Column::Name)
        .update_columns([Column::Rank, Column::Domains, Column::Features, Column::UpdatedAt])
        .to_owned();
    tx.notes().any();
    Entity::insert(row).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    find(tx, spec.name.as_str()).await?.ok_or_else(|| At("tiers", "name").corrupt())
}

fn read(row: &Model) -> Result<Tier, StorageError> {
    Ok(Tier {
        id: Id::new(row.id),
        name: At("tiers", "name").parse(&row.name)?,
        rank: row.rank,
        domains: DomainLimit::new(row.domains).map_err(|_| At("tiers", "domains").corrupt())?,
        features: At("tiers", "features").words(&row.features)?,
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    })
}
