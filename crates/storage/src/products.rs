//! The operator's products.

use keyward_domain::{Id, Metadata, Name, Product, ProductKind, Slug, Timestamp};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::column::{At, time};
use crate::entity::product::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// A product to be.
#[derive(Debug, Clone)]
pub struct NewProduct {
    /// Its name in URLs.
    pub slug: Slug,
    /// What people call it.
    pub name: Name,
    /// What it is.
    pub kind: ProductKind,
    /// What is shown of it.
    pub listing: Metadata,
    /// When it is made.
    pub now: Timestamp,
}

/// What to change of a product; what is `None` stays. The slug never changes: sites ask by it.
#[derive(Debug, Clone, Default)]
pub struct ProductChange {
    /// What people call it.
    pub name: Option<Name>,
    /// What it is.
    pub kind: Option<ProductKind>,
    /// What is shown of it.
    pub listing: Option<Metadata>,
}

/// Adds a product. `Taken(ProductSlug)` when there is one of that slug.
pub async fn insert(tx: &Tx, new: &NewProduct) -> Result<Product, StorageError> {
    let row = ActiveModel {
        slug: Set(new.slug.to_string()),
        name: Set(new.name.to_string()),
        kind: Set(new.kind.as_str().to_owned()),
        listing: Set(new.listing.to_string()),
        created_at: Set(new.now.as_micros()),
        updated_at: Set(new.now.as_micros()),
        ..Default::default()
    };
    read(&row.insert(&tx.0).await?)
}

/// The product of that id.
pub async fn get(db: &impl Connection, id: Id<Product>) -> Result<Option<Product>, StorageError> {
    Entity::find_by_id(id.get()).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// The product of that slug.
pub async fn find(db: &impl Connection, slug: &str) -> Result<Option<Product>, StorageError> {
    Entity::find().filter(Column::Slug.eq(slug)).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// The same, held until this transaction ends. Rows that point to it may be written meanwhile.
pub async fn lock(tx: &Tx, slug: &str) -> Result<Option<Product>, StorageError> {
    let found = Entity::find().filter(Column::Slug.eq(slug)).lock(LockType::NoKeyUpdate);
    found.one(&tx.0).await?.as_ref().map(read).transpose()
}

/// Every product, oldest first.
pub async fn all(db: &impl Connection) -> Result<Vec<Product>, StorageError> {
    Entity::find().order_by_asc(Column::Id).all(db.orm()).await?.iter().map(read).collect()
}

/// Changes a product. `None` when there is none of that id.
pub async fn change(
    tx: &Tx,
    id: Id<Product>,
    change: &ProductChange,
    now: Timestamp,
) -> Result<Option<Product>, StorageError> {
    if get(tx, id).await?.is_none() {
        return Ok(None);
    }
    tx.notes().any();
    let mut row = ActiveModel { id: Set(id.get()), updated_at: Set(now.as_micros()), ..Default::default() };
    if let Some(name) = &change.name {
        row.name = Set(name.to_string());
    }
    if let Some(kind) = change.kind {
        row.kind = Set(kind.as_str().to_owned());
    }
    if let Some(listing) = &change.listing {
        row.listing = Set(listing.to_string());
    }
    read(&row.update(&tx.0).await?).map(Some)
}

fn read(row: &Model) -> Result<Product, StorageError> {
    Ok(Product {
        id: Id::new(row.id),
        slug: At("products", "slug").parse(&row.slug)?,
        name: At("products", "name").name(&row.name)?,
        kind: At("products", "kind").parse(&row.kind)?,
        listing: Metadata::from_json(&row.listing).map_err(|_| At("products", "listing").corrupt())?,
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    })
}
