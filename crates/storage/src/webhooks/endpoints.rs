//! Endpoints. A removed one keeps its row for what was sent there, without its URL and secrets.

use keyward_domain::webhook::{Interest, WebhookEndpoint};
use keyward_domain::{Id, Page, Timestamp};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use super::Scope;
use crate::column::{self, At, micros, time};
use crate::entity::webhook_endpoint::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// An endpoint to be.
#[derive(Clone)]
pub struct NewEndpoint {
    /// Whose, and of which environment.
    pub scope: Scope,
    /// Where.
    pub url: String,
    /// What it wants to be told.
    pub interest: Interest,
    /// What people say of it.
    pub description: Option<String>,
    /// Its secret, sealed.
    pub secret: Vec<u8>,
    /// The present time.
    pub now: Timestamp,
}

impl std::fmt::Debug for NewEndpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewEndpoint").field("url", &self.url).finish_non_exhaustive()
    }
}

/// What changes of an endpoint; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct EndpointChange {
    /// Where.
    pub url: Option<String>,
    /// What it wants to be told.
    pub interest: Option<Interest>,
    /// What people say of it; `Some(None)`: nothing.
    #[expect(clippy::option_option, reason = "unchanged, none and some are three things")]
    pub description: Option<Option<String>>,
    /// Whether it is told anything. Switched on, it has failed at nothing yet.
    pub active: Option<bool>,
}

/// Adds an endpoint.
pub async fn insert(tx: &Tx, new: &NewEndpoint) -> Result<WebhookEndpoint, StorageError> {
    let row = ActiveModel {
        tenant_id: Set(new.scope.tenant.get()),
        environment_id: Set(new.scope.environment.map(Id::get)),
        url: Set(new.url.clone()),
        events: Set(column::words(new.interest.iter())),
        description: Set(new.description.clone()),
        secret: Set(new.secret.clone()),
        old_secret: Set(None),
        old_secret_until: Set(None),
        active: Set(true),
        disabled_at: Set(None),
        failing_since: Set(None),
        created_at: Set(new.now.as_micros()),
        updated_at: Set(new.now.as_micros()),
        deleted_at: Set(None),
        ..Default::default()
    };
    read(row.insert(&tx.0).await?)
}

/// The endpoint of that id.
pub async fn get(
    db: &impl Connection,
    scope: Scope,
    id: Id<WebhookEndpoint>,
) -> Result<Option<WebhookEndpoint>, StorageError> {
    of(scope).filter(Column::Id.eq(id.get())).one(db.orm()).await?.map(read).transpose()
}

/// The same, held until this transaction ends. Deliveries may be written to it meanwhile.
pub async fn lock(
    tx: &Tx,
    scope: Scope,
    id: Id<WebhookEndpoint>,
) -> Result<Option<WebhookEndpoint>, StorageError> {
    let found = of(scope).filter(Column::Id.eq(id.get())).lock(LockType::NoKeyUpdate);
    found.one(&tx.0).await?.map(read).transpose()
}

/// A page of endpoints in the order of the page, and how many there are.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    page: Page,
) -> Result<(Vec<WebhookEndpoint>, u64), StorageError> {
    let total = count(db, scope).await?;
    let order = match page.order {
        keyward_domain::Order::Ascending => sea_orm::Order::Asc,
        keyward_domain::Order::Descending => sea_orm::Order::Desc,
    };
    let rows = of(scope).order_by(Column::Id, order).limit(page.limit).offset(page.offset);
    let rows = rows.all(db.orm()).await?;
    Ok((rows.into_iter().map(read).collect::<Result<_, _>>()?, total))
}

/// How many there are.
pub async fn count(db: &impl Connection, scope: Scope) -> Result<u64, StorageError> {
    Ok(of(scope).count(db.orm()).await?)
}

/// Those of a tenant that are told anything, of whichever environment.
pub async fn listening(
    db: &impl Connection,
    tenant: Id<keyward_domain::Tenant>,
) -> Result<Vec<WebhookEndpoint>, StorageError> {
    told(db, Column::TenantId.eq(tenant.get())).await
}

/// Those of these environments that are told anything.
pub async fn listening_in(
    db: &impl Connection,
    environments: &[Id<keyward_domain::Environment>],
) -> Result<Vec<WebhookEndpoint>, StorageError> {
    told(db, Column::EnvironmentId.is_in(environments.iter().map(|id| id.get()))).await
}

async fn told(db: &impl Connection, which: Expr) -> Result<Vec<WebhookEndpoint>, StorageError> {
    let rows = standing().filter(which).filter(Column::Active.eq(true)).order_by_asc(Column::Id);
    rows.all(db.orm()).await?.into_iter().map(read).collect()
}

/// Changes an endpoint that this transaction holds.
pub async fn change(
    tx: &Tx,
    id: Id<WebhookEndpoint>,
    change: &EndpointChange,
    now: Timestamp,
) -> Result<WebhookEndpoint, StorageError> {
    let mut row = ActiveModel { id: Set(id.get()), updated_at: Set(now.as_micros()), ..Default::default() };
    if let Some(url) = &change.url {
        row.url = Set(url.clone());
    }
    if let Some(interest) = &change.interest {
        row.events = Set(column::words(interest.iter()));
    }
    if let Some(description) = &change.description {
        row.description = Set(description.clone());
    }
    if let Some(active) = change.active {
        row.active = Set(active);
        row.failing_since = Set(None);
        row.disabled_at = Set(None);
    }
    read(row.update(&tx.0).await?)
}

/// Gives an endpoint that this transaction holds another secret, sealed; the one that it had signs beside it until `old_until`.
pub async fn rotate(
    tx: &Tx,
    id: Id<WebhookEndpoint>,
    secret: Vec<u8>,
    old_until: Option<Timestamp>,
    now: Timestamp,
) -> Result<WebhookEndpoint, StorageError> {
    let old = Entity::find_by_id(id.get()).one(&tx.0).await?;
    let old = old.ok_or_else(|| At("webhook_endpoints", "id").corrupt())?.secret;
    let row = ActiveModel {
        id: Set(id.get()),
        secret: Set(secret),
        old_secret: Set(old_until.is_some().then_some(old)),
        old_secret_until: Set(micros(old_until)),
        updated_at: Set(now.as_micros()),
        ..Default::default()
    };
    read(row.update(&tx.0).await?)
}

/// Removes an endpoint that this transaction holds.
pub async fn delete(tx: &Tx, id: Id<WebhookEndpoint>, now: Timestamp) -> Result<(), StorageError> {
    let row = ActiveModel {
        id: Set(id.get()),
        url: Set(String::new()),
        secret: Set(Vec::new()),
        old_secret: Set(None),
        active: Set(false),
        updated_at: Set(now.as_micros()),
        deleted_at: Set(Some(now.as_micros())),
        ..Default::default()
    };
    row.update(&tx.0).await?;
    Ok(())
}

/// Notes that an endpoint took something.
pub async fn took(tx: &Tx, id: Id<WebhookEndpoint>) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::FailingSince, Expr::value(None::<i64>))
        .filter(Column::Id.eq(id.get()))
        .filter(Column::FailingSince.is_not_null())
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Notes that an endpoint took nothing; the first time stands. The endpoint as it is now, held; `None` when it is gone.
pub async fn refused(
    tx: &Tx,
    id: Id<WebhookEndpoint>,
    now: Timestamp,
) -> Result<Option<WebhookEndpoint>, StorageError> {
    Entity::update_many()
        .col_expr(Column::FailingSince, Expr::value(now.as_micros()))
        .filter(Column::Id.eq(id.get()))
        .filter(Column::FailingSince.is_null())
        .exec(&tx.0)
        .await?;
    let found = standing().filter(Column::Id.eq(id.get())).lock(LockType::NoKeyUpdate);
    found.one(&tx.0).await?.map(read).transpose()
}

/// Switches an endpoint off for failing.
pub async fn switch_off(tx: &Tx, id: Id<WebhookEndpoint>, now: Timestamp) -> Result<(), StorageError> {
    let row = ActiveModel {
        id: Set(id.get()),
        active: Set(false),
        disabled_at: Set(Some(now.as_micros())),
        updated_at: Set(now.as_micros()),
        ..Default::default()
    };
    row.update(&tx.0).await?;
    Ok(())
}

fn standing() -> Select<Entity> {
    Entity::find().filter(Column::DeletedAt.is_null())
}

fn of(scope: Scope) -> Select<Entity> {
    let environment = match scope.environment {
        Some(id) => Column::EnvironmentId.eq(id.get()),
        None => Column::EnvironmentId.is_null(),
    };
    standing().filter(Condition::all().add(Column::TenantId.eq(scope.tenant.get())).add(environment))
}

pub(super) fn read(row: Model) -> Result<WebhookEndpoint, StorageError> {
    let at = At("webhook_endpoints", "events");
    Ok(WebhookEndpoint {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        environment: row.environment_id.map(Id::new),
        url: row.url,
        interest: Interest::parse(&at.list(&row.events)?).map_err(|_| at.corrupt())?,
        description: row.description,
        active: row.active,
        disabled_at: row.disabled_at.map(time),
        failing_since: row.failing_since.map(time),
        old_secret_until: row.old_secret_until.map(time),
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    })
}
