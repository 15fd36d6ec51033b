//! The operator's plans.

use keyward_domain::subscription::{Interval, Plan, Price};
use keyward_domain::{Id, Name, Product, Slug, Tier, Timestamp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::column::{At, time};
use crate::entity::plan::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// What a plan is to be.
#[derive(Debug, Clone)]
pub struct PlanSpec {
    /// Its id on the wire.
    pub slug: Slug,
    /// What people call it.
    pub name: Name,
    /// How much of each product.
    pub tier: Id<Tier>,
    /// What it licenses.
    pub products: Vec<Id<Product>>,
    /// What it costs.
    pub prices: Vec<Price>,
    /// Whether it can be subscribed to.
    pub sold: bool,
}

/// Every plan, oldest first.
pub async fn all(db: &impl Connection) -> Result<Vec<Plan>, StorageError> {
    Entity::find().order_by_asc(Column::Id).all(db.orm()).await?.iter().map(read).collect()
}

/// The plan of that id on the wire.
pub async fn find(db: &impl Connection, slug: &str) -> Result<Option<Plan>, StorageError> {
    Entity::find().filter(Column::Slug.eq(slug)).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// The plan of that primary key.
pub async fn get(db: &impl Connection, id: Id<Plan>) -> Result<Option<Plan>, StorageError> {
    Entity::find_by_id(id.get()).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// Makes a plan what it is to be: a new one, or the one of that slug.
pub async fn put(tx: &Tx, spec: &PlanSpec, now: Timestamp) -> Result<Plan, StorageError> {
    let products: Vec<i64> = spec.products.iter().map(|id| id.get()).collect();
    let prices: Vec<PriceRow> = spec.prices.iter().map(PriceRow::from).collect();
    let row = ActiveModel {
        slug: Set(spec.slug.to_string()),
        name: Set(spec.name.to_string()),
        tier_id: Set(spec.tier.get()),
        // Numbers and words have no value that JSON can't hold.
        products: Set(serde_json::to_string(&products).unwrap_or_default()),
        prices: Set(serde_json::to_string(&prices).unwrap_or_default()),
        sold: Set(spec.sold),
        created_at: Set(now.as_micros()),
        updated_at: Set(now.as_micros()),
        ..Default::default()
    };
    let changed =
        [Column::Name, Column::TierId, Column::Products, Column::Prices, Column::Sold, Column::UpdatedAt];
    let conflict = OnConflict::column(Column::Slug).update_columns(changed).to_owned();
    Entity::insert(row).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    find(tx, spec.slug.as_str()).await?.ok_or_else(|| At("plans", "slug").corrupt())
}

/// A price as it lies in a list.
#[derive(Serialize, Deserialize)]
struct PriceRow {
    interval: String,
    amount: i64,
    currency: String,
}

impl From<&Price> for PriceRow {
    fn from(price: &Price) -> Self {
        let (interval, currency) = (price.interval.as_str().to_owned(), price.currency.to_string());
        Self { interval, amount: price.amount, currency }
    }
}

fn read(row: &Model) -> Result<Plan, StorageError> {
    let corrupt = |column| move |_| At("plans", column).corrupt();
    let products: Vec<i64> = serde_json::from_str(&row.products).map_err(corrupt("products"))?;
    let prices: Vec<PriceRow> = serde_json::from_str(&row.prices).map_err(corrupt("prices"))?;
    let price = |row: PriceRow| {
        let at = At("plans", "prices");
        let (interval, currency) = (at.parse::<Interval>(&row.interval)?, at.parse(&row.currency)?);
        Ok(Price { interval, amount: row.amount, currency })
    };
    Ok(Plan {
        id: Id::new(row.id),
        slug: At("plans", "slug").parse(&row.slug)?,
        name: At("plans", "name").name(&row.name)?,
        tier: Id::new(row.tier_id),
        products: products.into_iter().map(Id::new).collect(),
        prices: prices.into_iter().map(price).collect::<Result<_, StorageError>>()?,
        sold: row.sold,
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    })
}
