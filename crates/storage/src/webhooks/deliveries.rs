//! What was sent, and what became of it.

use std::collections::HashMap;

use keyward_domain::webhook::{DeliveryState, WebhookAttempt, WebhookDelivery, WebhookEndpoint};
use keyward_domain::{Id, Page, Timestamp};
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::column::{At, time};
use crate::entity::{webhook_attempt, webhook_delivery, webhook_event};
use crate::{Connection, StorageError, Tx};

/// A page of an endpoint's deliveries, newest first, with their attempts, and how many there are.
pub async fn list(
    db: &impl Connection,
    endpoint: Id<WebhookEndpoint>,
    state: Option<DeliveryState>,
    page: Page,
) -> Result<(Vec<WebhookDelivery>, u64), StorageError> {
    let mut all =
        webhook_delivery::Entity::find().filter(webhook_delivery::Column::EndpointId.eq(endpoint.get()));
    if let Some(state) = state {
        all = all.filter(webhook_delivery::Column::State.eq(state.as_str()));
    }
    let total = all.clone().count(db.orm()).await?;
    let newest = all
        .order_by_desc(webhook_delivery::Column::CreatedAt)
        .order_by_desc(webhook_delivery::Column::Id)
        .limit(page.limit)
        .offset(page.offset);
    Ok((whole(db, newest).await?, total))
}

/// The endpoint's delivery of that id.
pub async fn get(
    db: &impl Connection,
    endpoint: Id<WebhookEndpoint>,
    id: &str,
) -> Result<Option<WebhookDelivery>, StorageError> {
    let one = webhook_delivery::Entity::find_by_id(id)
        .filter(webhook_delivery::Column::EndpointId.eq(endpoint.get()));
    Ok(whole(db, one).await?.pop())
}

/// Which endpoint a delivery goes to.
pub async fn endpoint_of(
    db: &impl Connection,
    id: &str,
) -> Result<Option<Id<WebhookEndpoint>>, StorageError> {
    let row = webhook_delivery::Entity::find_by_id(id).one(db.orm()).await?;
    Ok(row.map(|row| Id::new(row.endpoint_id)))
}

/// Makes a delivery due once more, whatever became of it, with a day of attempts before it. The event keeps its id.
pub async fn redeliver(tx: &Tx, id: &str, now: Timestamp) -> Result<(), StorageError> {
    let row = webhook_delivery::ActiveModel {
        id: Set(id.to_owned()),
        state: Set(DeliveryState::Waiting.as_str().to_owned()),
        since: Set(now.as_micros()),
        next_attempt_at: Set(Some(now.as_micros())),
        claimed: Set(false),
        settled_at: Set(None),
        ..Default::default()
    };
    row.update(&tx.0).await?;
    Ok(())
}

/// Forgets what was settled before `until`, and events that nobody waits for any more.
pub async fn forget(tx: &Tx, until: Timestamp) -> Result<(), StorageError> {
    let old = || {
        Query::select()
            .column(webhook_delivery::Column::Id)
            .from(webhook_delivery::Entity)
            .and_where(webhook_delivery::Column::SettledAt.lt(until.as_micros()))
            .to_owned()
    };
    webhook_attempt::Entity::delete_many()
        .filter(webhook_attempt::Column::DeliveryId.in_subquery(old()))
        .exec(&tx.0)
        .await?;
    webhook_delivery::Entity::delete_many()
        .filter(webhook_delivery::Column::SettledAt.lt(until.as_micros()))
        .exec(&tx.0)
        .await?;
    let told =
        Query::select().column(webhook_delivery::Column::EventId).from(webhook_delivery::Entity).to_owned();
    webhook_event::Entity::delete_many()
        .filter(webhook_event::Column::At.lt(until.as_micros()))
        .filter(webhook_event::Column::Id.not_in_subquery(told))
        .exec(&tx.0)
        .await?;
    Ok(())
}

async fn whole(
    db: &impl Connection,
    found: Select<webhook_delivery::Entity>,
) -> Result<Vec<WebhookDelivery>, StorageError> {
    let deliveries = found.all(db.orm()).await?;
    let events = webhook_event::Entity::find()
        .filter(webhook_event::Column::Id.is_in(deliveries.iter().map(|row| row.event_id.as_str())))
        .all(db.orm())
        .await?;
    let kinds: HashMap<_, _> = events.into_iter().map(|row| (row.id, row.kind)).collect();
    let attempts = webhook_attempt::Entity::find()
        .filter(webhook_attempt::Column::DeliveryId.is_in(deliveries.iter().map(|row| row.id.as_str())))
        .order_by_asc(webhook_attempt::Column::Number)
        .all(db.orm())
        .await?;
    let mut logs: HashMap<String, Vec<WebhookAttempt>> = HashMap::new();
    for row in attempts {
        logs.entry(row.delivery_id.clone()).or_default().push(attempt(row)?);
    }
    let row = |delivery: webhook_delivery::Model| {
        let kind = kinds.get(&delivery.event_id).cloned();
        let log = logs.remove(&delivery.id).unwrap_or_default();
        read(delivery, kind, log)
    };
    deliveries.into_iter().map(row).collect()
}

fn read(
    row: webhook_delivery::Model,
    kind: Option<String>,
    log: Vec<WebhookAttempt>,
) -> Result<WebhookDelivery, StorageError> {
    let at = |column| At("webhook_deliveries", column);
    Ok(WebhookDelivery {
        endpoint: Id::new(row.endpoint_id),
        kind: kind.ok_or_else(|| at("event_id").corrupt())?,
        event_id: row.event_id,
        state: at("state").parse(&row.state)?,
        attempts: u32::try_from(row.attempts).map_err(|_| at("attempts").corrupt())?,
        next_attempt_at: row.next_attempt_at.map(time),
        created_at: time(row.created_at),
        settled_at: row.settled_at.map(time),
        id: row.id,
        log,
    })
}

fn attempt(row: webhook_attempt::Model) -> Result<WebhookAttempt, StorageError> {
    let at = |column| At("webhook_attempts", column);
    Ok(WebhookAttempt {
        number: u32::try_from(row.number).map_err(|_| at("number").corrupt())?,
        at: time(row.at),
        millis: u32::try_from(row.millis).map_err(|_| at("millis").corrupt())?,
        status: row
            .status
            .map(|status| u16::try_from(status).map_err(|_| at("status").corrupt()))
            .transpose()?,
        error: row.error,
        answer: row.answer,
    })
}
