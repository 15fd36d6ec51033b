//! The components of products.

use keyward_domain::{Component, Constraint, Feature, Id, Name, Product, Slug, Tier, Timestamp};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::column::{self, At, time};
use crate::entity::component::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// What a component is to be.
#[derive(Debug, Clone)]
pub struct ComponentSpec {
    /// What people call it.
    pub name: Name,
    /// What it does.
    pub description: String,
    /// What it is, such as `module`.
    pub kind: Slug,
    /// The least tier that has it.
    pub tier: Id<Tier>,
    /// Of which versions of the product it is a part.
    pub requires_product: Constraint,
    /// The components that must be there before it.
    pub depends_on: Vec<Slug>,
    /// What a licence must unlock beside the tier.
    pub features: Vec<Feature>,
}

/// Adds a component. `Taken(ComponentSlug)` when there is one of that slug, of whichever product.
pub async fn insert(
    tx: &Tx,
    product: Id<Product>,
    slug: &Slug,
    spec: &ComponentSpec,
    now: Timestamp,
) -> Result<Component, StorageError> {
    let row = ActiveModel {
        product_id: Set(product.get()),
        slug: Set(slug.to_string()),
        created_at: Set(now.as_micros()),
        ..columns(spec, now)
    };
    read(&row.insert(&tx.0).await?)
}

/// Makes a component what it is to be; its slug and its product stay.
pub async fn replace(
    tx: &Tx,
    id: Id<Component>,
    spec: &ComponentSpec,
    now: Timestamp,
) -> Result<Component, StorageError> {
    read(&ActiveModel { id: Set(id.get()), ..columns(spec, now) }.update(&tx.0).await?)
}

/// The component of that slug.
pub async fn find(db: &impl Connection, slug: &str) -> Result<Option<Component>, StorageError> {
    Entity::find().filter(Column::Slug.eq(slug)).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// The same, held until this transaction ends. Rows that point to it may be written meanwhile.
pub async fn lock(tx: &Tx, slug: &str) -> Result<Option<Component>, StorageError> {
    let found = Entity::find().filter(Column::Slug.eq(slug)).lock(LockType::NoKeyUpdate);
    found.one(&tx.0).await?.as_ref().map(read).transpose()
}

/// The component of that id.
pub async fn get(db: &impl Connection, id: Id<Component>) -> Result<Option<Component>, StorageError> {
    Entity::find_by_id(id.get()).one(db.orm()).await?.as_ref().map(read).transpose()
}

/// The product's components, oldest first.
pub async fn of_product(db: &impl Connection, product: Id<Product>) -> Result<Vec<Component>, StorageError> {
    let found = Entity::find().filter(Column::ProductId.eq(product.get())).order_by_asc(Column::Id);
    found.all(db.orm()).await?.iter().map(read).collect()
}

/// Every component, oldest first.
pub async fn all(db: &impl Connection) -> Result<Vec<Component>, StorageError> {
    Entity::find().order_by_asc(Column::Id).all(db.orm()).await?.iter().map(read).collect()
}

fn columns(spec: &ComponentSpec, now: Timestamp) -> ActiveModel {
    ActiveModel {
        name: Set(spec.name.to_string()),
        description: Set(spec.description.clone()),
        kind: Set(spec.kind.to_string()),
        tier_id: Set(spec.tier.get()),
        requires_product: Set(spec.requires_product.to_string()),
        depends_on: Set(column::words(spec.depends_on.iter().map(Slug::as_str))),
        features: Set(column::words(spec.features.iter().map(Feature::as_str))),
        updated_at: Set(now.as_micros()),
        ..Default::default()
    }
}

fn read(row: &Model) -> Result<Component, StorageError> {
    let at = |column| At("components", column);
    Ok(Component {
        id: Id::new(row.id),
        product: Id::new(row.product_id),
        slug: at("slug").parse(&row.slug)?,
        name: at("name").name(&row.name)?,
        description: row.description.clone(),
        kind: at("kind").parse(&row.kind)?,
        tier: Id::new(row.tier_id),
        requires_product: at("requires_product").parse(&row.requires_product)?,
        depends_on: at("depends_on").words(&row.depends_on)?,
        features: at("features").words(&row.features)?,
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    })
}
