//! Clients of the hub's accounts: customers, as `/v1` calls them, that have an address of their own (contract hub, A.2).

use keyward_domain::{
    Client, Customer, EmailAddress, Environment, ExternalId, Id, Metadata, Name, Page, Tenant, Timestamp,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::column::{At, time};
use crate::entity::customer::{ActiveModel, Column, Entity, Model};
use crate::entity::license;
use crate::{Connection, StorageError, Tx};

/// A client to be.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// Whose.
    pub tenant: Id<Tenant>,
    /// The account's production environment.
    pub environment: Id<Environment>,
    /// What `/v1` knows it by.
    pub external_id: ExternalId,
    /// Its address.
    pub email: EmailAddress,
    /// What people call it.
    pub name: Name,
    /// For whom it works.
    pub company: Option<Name>,
    /// When it is made.
    pub now: Timestamp,
}

/// Adds a client. `Taken(ClientEmail)` when any account has a client of that address.
pub async fn insert(tx: &Tx, new: &NewClient) -> Result<Client, StorageError> {
    let row = ActiveModel {
        tenant_id: Set(new.tenant.get()),
        environment_id: Set(new.environment.get()),
        external_id: Set(new.external_id.to_string()),
        name: Set(new.name.to_string()),
        email: Set(Some(new.email.as_str().to_owned())),
        hub_email: Set(Some(new.email.as_str().to_owned())),
        company: Set(new.company.as_ref().map(Name::to_string)),
        metadata: Set(Metadata::default().to_string()),
        created_at: Set(new.now.as_micros()),
        ..Default::default()
    };
    read(row.insert(&tx.0).await?, 0)
}

/// The account's client of that id, held so that it does not go away before this transaction ends.
pub async fn hold(tx: &Tx, tenant: Id<Tenant>, id: Id<Customer>) -> Result<bool, StorageError> {
    Ok(of(tenant).filter(Column::Id.eq(id.get())).lock_shared().one(&tx.0).await?.is_some())
}

/// The same, held for a change.
pub async fn lock(tx: &Tx, tenant: Id<Tenant>, id: Id<Customer>) -> Result<Option<Client>, StorageError> {
    let row = of(tenant).filter(Column::Id.eq(id.get())).lock_exclusive().one(&tx.0).await?;
    row.map(|row| read(row, 0)).transpose()
}

/// Whether the account has a client of that id.
pub async fn exists(
    db: &impl Connection,
    tenant: Id<Tenant>,
    id: Id<Customer>,
) -> Result<bool, StorageError> {
    Ok(of(tenant).filter(Column::Id.eq(id.get())).count(db.orm()).await? > 0)
}

/// A page of the account's clients, newest first, each with the number of its licences, and how many there are on all pages.
pub async fn list(
    db: &impl Connection,
    tenant: Id<Tenant>,
    environment: Id<Environment>,
    page: Page,
) -> Result<(Vec<Client>, u64), StorageError> {
    let found = of(tenant).filter(Column::EnvironmentId.eq(environment.get()));
    let total = found.clone().count(db.orm()).await?;
    let rows = found.order_by_desc(Column::Id).limit(page.limit).offset(page.offset).all(db.orm()).await?;
    Ok((counted(db, rows).await?, total))
}

/// Those of these ids that are the account's clients, in no order, each with the number of its licences.
pub async fn some(
    db: &impl Connection,
    tenant: Id<Tenant>,
    ids: impl IntoIterator<Item = Id<Customer>>,
) -> Result<Vec<Client>, StorageError> {
    let rows = of(tenant).filter(Column::Id.is_in(ids.into_iter().map(Id::get))).all(db.orm()).await?;
    counted(db, rows).await
}

async fn counted(db: &impl Connection, rows: Vec<Model>) -> Result<Vec<Client>, StorageError> {
    let counts: Vec<(i64, i64)> = license::Entity::find()
        .select_only()
        .column(license::Column::CustomerId)
        .column_as(license::Column::Id.count(), "count")
        .filter(license::Column::CustomerId.is_in(rows.iter().map(|row| row.id)))
        .filter(license::Column::DeletedAt.is_null())
        .group_by(license::Column::CustomerId)
        .into_tuple()
        .all(db.orm())
        .await?;
    let count = |id: i64| counts.iter().find(|(of, _)| *of == id).map_or(0, |(_, count)| *count);
    let clients = rows.into_iter().map(|row| {
        let licenses = count(row.id);
        read(row, licenses)
    });
    clients.collect()
}

fn of(tenant: Id<Tenant>) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(tenant.get())).filter(Column::DeletedAt.is_null())
}

fn read(row: Model, licenses: i64) -> Result<Client, StorageError> {
    Ok(Client {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        email: row.email,
        name: At("customers", "name").name(&row.name)?,
        company: row.company.as_deref().map(|text| At("customers", "company").name(text)).transpose()?,
        licenses: u64::try_from(licenses).unwrap_or_default(),
        created_at: time(row.created_at),
    })
}
