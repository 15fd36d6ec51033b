//! The deliveries that wait: claimed by one instance each, settled by whoever tried them.

use keyward_domain::webhook::{DeliveryState, WebhookAttempt, WebhookEndpoint};
use keyward_domain::{Environment, Id, License, Tenant, Timestamp};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::column::{At, time};
use crate::entity::{webhook_attempt, webhook_delivery, webhook_endpoint, webhook_event};
use crate::{Connection, StorageError, Tx};

use webhook_delivery::{ActiveModel, Column, Entity};

/// A delivery that was claimed for an attempt.
#[derive(Clone)]
pub struct Claimed {
    /// Its id.
    pub id: String,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// Since when it is tried.
    pub since: Timestamp,
    /// Where it goes.
    pub endpoint: WebhookEndpoint,
    /// The endpoint's secret, sealed.
    pub secret: Vec<u8>,
    /// The one that it had before, while that signs, too.
    pub old_secret: Option<Vec<u8>>,
    /// What happened.
    pub event: ClaimedEvent,
}

impl std::fmt::Debug for Claimed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Claimed")
            .field("id", &self.id)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// What a delivery tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedEvent {
    /// Its id.
    pub id: String,
    /// Whose.
    pub tenant: Id<Tenant>,
    /// Where.
    pub environment: Option<Id<Environment>>,
    /// What happened.
    pub kind: String,
    /// Facts as a JSON object.
    pub data: String,
    /// The licence whose key is put in.
    pub license: Option<Id<License>>,
    /// The batch that it is one of.
    pub batch: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Up to `limit` endpoints that something is due for, but for those, the longest due first.
pub async fn due(
    db: &impl Connection,
    now: Timestamp,
    but: &[Id<WebhookEndpoint>],
    limit: u64,
) -> Result<Vec<Id<WebhookEndpoint>>, StorageError> {
    let mut due = Entity::find()
        .select_only()
        .column(Column::EndpointId)
        .filter(Column::NextAttemptAt.lte(now.as_micros()))
        .group_by(Column::EndpointId)
        .order_by_asc(Column::NextAttemptAt.min())
        .limit(limit);
    if !but.is_empty() {
        due = due.filter(Column::EndpointId.is_not_in(but.iter().map(|id| id.get())));
    }
    let ids: Vec<i64> = due.into_tuple().all(db.orm()).await?;
    Ok(ids.into_iter().map(Id::new).collect())
}

/// Claims up to `limit` deliveries to an endpoint that are due, the longest due first; each is due again at `until`, should whoever claims
/// it never settle it. What another instance has claimed is passed over.
pub async fn claim(
    tx: &Tx,
    endpoint: Id<WebhookEndpoint>,
    now: Timestamp,
    until: Timestamp,
    limit: u64,
) -> Result<Vec<Claimed>, StorageError> {
    let due = Entity::find()
        .filter(Column::EndpointId.eq(endpoint.get()))
        .filter(Column::NextAttemptAt.lte(now.as_micros()))
        .order_by_asc(Column::NextAttemptAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(&tx.0)
        .await?;
    let Some(to) = webhook_endpoint::Entity::find_by_id(endpoint.get()).one(&tx.0).await? else {
        return Ok(Vec::new());
    };
    let mut claimed = Vec::with_capacity(due.len());
    for row in due {
        let event = webhook_event::Entity::find_by_id(&row.event_id).one(&tx.0).await?;
        let event = event.ok_or_else(|| At("webhook_deliveries", "event_id").corrupt())?;
        let attempts = row.attempts + 1;
        let taken = ActiveModel {
            id: Set(row.id.clone()),
            attempts: Set(attempts),
            next_attempt_at: Set(Some(until.as_micros())),
            claimed: Set(true),
            ..Default::default()
        };
        taken.update(&tx.0).await?;
        let old_secret = to.old_secret.clone().filter(|_| to.old_secret_until.map(time) > Some(now));
        claimed.push(Claimed {
            id: row.id,
            attempt: u32::try_from(attempts).map_err(|_| At("webhook_deliveries", "attempts").corrupt())?,
            since: time(row.since),
            endpoint: super::endpoints::read(to.clone())?,
            secret: to.secret.clone(),
            old_secret,
            event: read_event(event),
        });
    }
    Ok(claimed)
}

/// What a delivery tells, without claiming it.
pub async fn event(db: &impl Connection, id: &str) -> Result<Option<ClaimedEvent>, StorageError> {
    Ok(webhook_event::Entity::find_by_id(id).one(db.orm()).await?.map(read_event))
}

fn read_event(row: webhook_event::Model) -> ClaimedEvent {
    ClaimedEvent {
        id: row.id,
        tenant: Id::new(row.tenant_id),
        environment: row.environment_id.map(Id::new),
        kind: row.kind,
        data: row.data,
        license: row.license_id.map(Id::new),
        batch: row.batch,
        at: time(row.at),
    }
}

/// Makes due what a process that is no more had claimed and not settled. For an instance that starts and knows that it is alone.
pub async fn release(tx: &Tx, now: Timestamp) -> Result<u64, StorageError> {
    let released = Entity::update_many()
        .col_expr(Column::NextAttemptAt, Expr::value(now.as_micros()))
        .col_expr(Column::Claimed, Expr::value(false))
        .filter(Column::Claimed.eq(true))
        .filter(Column::NextAttemptAt.is_not_null())
        .exec(&tx.0)
        .await?;
    Ok(released.rows_affected)
}

/// Writes an attempt down and what follows of it: taken, given up, or waiting until `next`. An attempt that was overtaken by a later claim is
/// written down and, unless it was taken, changes nothing else.
pub async fn settle(
    tx: &Tx,
    id: &str,
    attempt: &WebhookAttempt,
    state: DeliveryState,
    next: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StorageError> {
    let row = webhook_attempt::ActiveModel {
        delivery_id: Set(id.to_owned()),
        number: Set(attempt.number.into()),
        at: Set(attempt.at.as_micros()),
        millis: Set(attempt.millis.into()),
        status: Set(attempt.status.map(i64::from)),
        error: Set(attempt.error.clone()),
        answer: Set(attempt.answer.clone()),
    };
    row.insert(&tx.0).await?;
    let settled_at = next.is_none().then_some(now.as_micros());
    let mut update = Entity::update_many()
        .col_expr(Column::State, Expr::value(state.as_str()))
        .col_expr(Column::NextAttemptAt, Expr::value(next.map(Timestamp::as_micros)))
        .col_expr(Column::SettledAt, Expr::value(settled_at))
        .col_expr(Column::Claimed, Expr::value(false))
        .filter(Column::Id.eq(id));
    if state != DeliveryState::Delivered {
        update = update
            .filter(Column::Attempts.eq(i64::from(attempt.number)))
            .filter(Column::State.eq(DeliveryState::Waiting.as_str()));
    }
    update.exec(&tx.0).await?;
    Ok(())
}
