//! The tenant's own customers.

use keyward_domain::{Customer, Environment, ExternalId, Id, Metadata, Name, Tenant, Timestamp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

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
            ..Default::default()
        }
    }
}

/// Adds a customer. `Taken(ExternalId)` when the environment has one of that external id.
pub async fn insert(tx: &Tx, new: &NewCustomer) -> Result<Customer, StorageError> {
    read(new.row().insert(&tx.0).await?)
}

/// The customer of that external id, made if there is none: two at once make one.
pub async fn get_or_insert(tx: &Tx, new: &NewCustomer) -> Result<Customer, StorageError> {
    let conflict = OnConflict::columns([Column::EnvironmentId, Column::ExternalId]).do_nothing().to_owned();
    Entity::insert(new.row()).on_conflict(conflict).exec_without_returning(&tx.0).await?;
    let found = find(tx, new.environment, &new.external_id).await?;
    found.ok_or_else(|| At("customers", "external_id").corrupt())
}

/// The environment's customer of that id.
pub async fn get(
    db: &impl Connection,
    environment: Id<Environment>,
    id: Id<Customer>,
) -> Result<Option<Customer>, StorageError> {
    let row = Entity::find_by_id(id.get())
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(Column::DeletedAt.is_null())
        .one(db.orm())
        .await?;
    row.map(read).transpose()
}

/// Those of the environment's customers that have one of the ids, in any order.
pub async fn find_all(
    db: &impl Connection,
    environment: Id<Environment>,
    ids: impl IntoIterator<Item = Id<Customer>>,
) -> Result<Vec<Customer>, StorageError> {
    let rows = Entity::find()
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(Column::DeletedAt.is_null())
        .filter(Column::Id.is_in(ids.into_iter().map(Id::get)))
        .all(db.orm())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The environment's customer of that external id.
pub async fn find(
    db: &impl Connection,
    environment: Id<Environment>,
    external_id: &ExternalId,
) -> Result<Option<Customer>, StorageError> {
    let row = Entity::find()
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(Column::DeletedAt.is_null())
        .filter(Column::ExternalId.eq(external_id.as_str()))
        .one(db.orm())
        .await?;
    row.map(read).transpose()
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
