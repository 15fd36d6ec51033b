//! Connections: whose webhooks an environment takes.

use keyward_domain::webhook::{WebhookConnection, WebhookProvider};
use keyward_domain::{Environment, Id, Page, Tenant, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::column::{At, time};
use crate::entity::webhook_connection::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// Adds a connection with its sealed secret. `Taken(Connection)` when the environment has one of that provider.
pub async fn insert(
    tx: &Tx,
    tenant: Id<Tenant>,
    environment: Id<Environment>,
    provider: WebhookProvider,
    secret: Vec<u8>,
    now: Timestamp,
) -> Result<WebhookConnection, StorageError> {
    let row = ActiveModel {
        tenant_id: Set(tenant.get()),
        environment_id: Set(environment.get()),
        provider: Set(provider.as_str().to_owned()),
        secret: Set(secret),
        created_at: Set(now.as_micros()),
        ..Default::default()
    };
    read(&row.insert(&tx.0).await?)
}

/// A page of an environment's connections, oldest first, and how many there are.
pub async fn list(
    db: &impl Connection,
    environment: Id<Environment>,
    page: Page,
) -> Result<(Vec<WebhookConnection>, u64), StorageError> {
    let all = Entity::find().filter(Column::EnvironmentId.eq(environment.get()));
    let total = all.clone().count(db.orm()).await?;
    let rows = all.order_by_asc(Column::Id).limit(page.limit).offset(page.offset).all(db.orm()).await?;
    Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
}

/// The environment's connection to a provider, with its sealed secret.
pub async fn find(
    db: &impl Connection,
    environment: Id<Environment>,
    provider: WebhookProvider,
) -> Result<Option<(WebhookConnection, Vec<u8>)>, StorageError> {
    let row = Entity::find()
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(Column::Provider.eq(provider.as_str()))
        .one(db.orm())
        .await?;
    row.map(|row| Ok((read(&row)?, row.secret))).transpose()
}

/// Removes a connection with its secret, and tells what it was. `None` when the environment has none of that id.
pub async fn delete(
    tx: &Tx,
    environment: Id<Environment>,
    id: Id<WebhookConnection>,
) -> Result<Option<WebhookConnection>, StorageError> {
    let found = Entity::find_by_id(id.get()).filter(Column::EnvironmentId.eq(environment.get()));
    let Some(row) = found.lock_exclusive().one(&tx.0).await? else { return Ok(None) };
    Entity::delete_by_id(row.id).exec(&tx.0).await?;
    read(&row).map(Some)
}

fn read(row: &Model) -> Result<WebhookConnection, StorageError> {
    Ok(WebhookConnection {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        environment: Id::new(row.environment_id),
        provider: At("webhook_connections", "provider").parse(&row.provider)?,
        created_at: time(row.created_at),
    })
}
