//! The tenant's own customers.

use keyward_domain::{Customer, Environment, ExternalId, Id, Metadata, Name, Order, Page, Tenant, Timestamp};
use sea_orm::sea_query::{Expr, Keyword, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::column::{At, time};
use crate::entity::customer::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// A customer to be.
#[derive(Debug, Clone)]
pub struct NewCustomer {
    /// Whose customer.
    pub tenant: Id<Tenant>,
    /// Where it is known.
    pub environment: Id<Environment>,
    /// The tenant's own id of it.
    pub external_id: ExternalId,
    /// What people call it.
    pub name: Name,
    /// Its address.
    pub email: Option<String>,
    /// What the tenant keeps beside it.
    pub metadata: Metadata,
    /// When it is made.
    pub now: Timestamp,
}

impl NewCustomer {
    fn row(&self) -> ActiveModel {
        ActiveModel {
            tenant_id: Set(self.tenant.get()),
            environment_id: Set(self.environment.get()),
            external_id: Set(self.external_id.to_string()),
            name: Set(self.name.to_string()),
            email: Set(self.email.clone()),
            metadata: Set(self.metadata.to_string()),
            created_at: Set(self.now.as_micros()),
            deleted_at: Set(None),
            ..Default::default()
        }
    }
}

/// Adds a customer. `Taken(ExternalId)` when the environment has one of that external id.
pub async fn insert(tx: &Tx, new: &NewCustomer) -> Result<Customer, StorageError> {
    read(new.row().insert(&tx.0).await?)
}

/// The customer of that external id, made if there is none: two at once make one. Held so that it does not go away before this
/// transaction ends.
pub async fn get_or_insert(tx: &Tx, new: &NewCustomer) -> Result<Customer, StorageError> {
    let conflict = OnConflict::columns([Column::EnvironmentId, Column::ExternalId]).do_nothing().to_owned();
    for _ in 0..ATTEMPTS {
        Entity::insert(new.row()).on_conflict(conflict.clone()).exec_without_returning(&tx.0).await?;
        let found = of(new.environment).filter(Column::ExternalId.eq(new.external_id.as_str()));
        // None when it was removed between the two: then there is room for another.
        if let Some(row) = found.lock_shared().one(&tx.0).await? {
            return read(row);
        }
    }
    Err(At("customers", "external_id").corrupt())
}

const ATTEMPTS: u8 = 3;

/// The environment's customer of that id.
pub async fn get(
    db: &impl Connection,
    environment: Id<Environment>,
    id: Id<Customer>,
) -> Result<Option<Customer>, StorageError> {
    of(environment).filter(Column::Id.eq(id.get())).one(db.orm()).await?.map(read).transpose()
}

/// The same, held so that it does not go away before this transaction ends.
pub async fn hold(
    tx: &Tx,
    environment: Id<Environment>,
    id: Id<Customer>,
) -> Result<Option<Customer>, StorageError> {
    of(environment).filter(Column::Id.eq(id.get())).lock_shared().one(&tx.0).await?.map(read).transpose()
}

/// The same, held so that no other transaction changes it or makes a key of it before this one ends.
pub async fn lock(
    tx: &Tx,
    environment: Id<Environment>,
    id: Id<Customer>,
) -> Result<Option<Customer>, StorageError> {
    of(environment).filter(Column::Id.eq(id.get())).lock_exclusive().one(&tx.0).await?.map(read).transpose()
}

/// Those of the environment's customers that have one of the ids, in any order.
pub async fn find_all(
    db: &impl Connection,
    environment: Id<Environment>,
    ids: impl IntoIterator<Item = Id<Customer>>,
) -> Result<Vec<Customer>, StorageError> {
    let rows = of(environment).filter(Column::Id.is_in(ids.into_iter().map(Id::get))).all(db.orm()).await?;
    rows.into_iter().map(read).collect()
}

/// The environment's customer of that external id.
pub async fn find(
    db: &impl Connection,
    environment: Id<Environment>,
    external_id: &ExternalId,
) -> Result<Option<Customer>, StorageError> {
    let row = of(environment).filter(Column::ExternalId.eq(external_id.as_str())).one(db.orm()).await?;
    row.map(read).transpose()
}

/// Which customers of an environment; what is `None` does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this external id.
    pub external_id: Option<String>,
    /// With this address.
    pub email: Option<String>,
}

/// A page of the environment's customers in the order in which they were made, and how many there are on all pages.
pub async fn list(
    db: &impl Connection,
    environment: Id<Environment>,
    filter: &Filter,
    page: Page,
) -> Result<(Vec<Customer>, u64), StorageError> {
    let mut found = of(environment);
    if let Some(external_id) = &filter.external_id {
        found = found.filter(Column::ExternalId.eq(external_id));
    }
    if let Some(email) = &filter.email {
        found = found.filter(Column::Email.eq(email));
    }
    let total = found.clone().count(db.orm()).await?;
    let order = match page.order {
        Order::Ascending => sea_orm::Order::Asc,
        Order::Descending => sea_orm::Order::Desc,
    };
    let rows = found.order_by(Column::Id, order).limit(page.limit).offset(page.offset).all(db.orm()).await?;
    Ok((rows.into_iter().map(read).collect::<Result<_, _>>()?, total))
}

/// What a customer is to be.
#[derive(Debug, Clone)]
pub struct CustomerChange<'a> {
    /// What people call it.
    pub name: &'a Name,
    /// Its address.
    pub email: Option<&'a str>,
    /// What the tenant keeps beside it.
    pub metadata: &'a Metadata,
}

/// Changes a customer that this transaction holds by [`lock`].
pub async fn update(
    tx: &Tx,
    id: Id<Customer>,
    change: &CustomerChange<'_>,
) -> Result<Customer, StorageError> {
    let row = ActiveModel {
        id: Set(id.get()),
        name: Set(change.name.to_string()),
        email: Set(change.email.map(str::to_owned)),
        metadata: Set(change.metadata.to_string()),
        ..Default::default()
    };
    read(row.update(&tx.0).await?)
}

/// Removes a customer that this transaction holds by [`lock`], or as a client. Its row stays for the keys and licences that it had; its
/// addresses are forgotten, and they and its external id are free again.
pub async fn delete(tx: &Tx, id: Id<Customer>, now: Timestamp) -> Result<(), StorageError> {
    // Under another id that its tenant can't foresee; the unique index of the first version counts removed rows, too.
    let gone = format!("deleted {} {}", id.get(), now.as_micros());
    Entity::update_many()
        .col_expr(Column::DeletedAt, Expr::value(now.as_micros()))
        .col_expr(Column::ExternalId, gone.into())
        .col_expr(Column::Email, Keyword::Null.into())
        .col_expr(Column::HubEmail, Keyword::Null.into())
        .filter(Column::Id.eq(id.get()))
        .exec(&tx.0)
        .await?;
    Ok(())
}

fn of(environment: Id<Environment>) -> Select<Entity> {
    Entity::find().filter(Column::EnvironmentId.eq(environment.get())).filter(Column::DeletedAt.is_null())
}

fn read(row: Model) -> Result<Customer, StorageError> {
    Ok(Customer {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        environment: Id::new(row.environment_id),
        external_id: At("customers", "external_id").parse(&row.external_id)?,
        name: At("customers", "name").name(&row.name)?,
        email: row.email,
        metadata: Metadata::from_json(&row.metadata).map_err(|_| At("customers", "metadata").corrupt())?,
        created_at: time(row.created_at),
    })
}
