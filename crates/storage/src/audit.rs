//! The audit trail: appended to in the transaction of what it tells of, one chain a tenant.

use keyward_domain::{AuditEntry, AuditEvent, Id, Order, Page, Tenant, Timestamp, link, link_fields};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use crate::column::At;
use crate::entity::{audit, audit_head};
use crate::{Connection, StorageError, Tx};

const ROWS_A_STATEMENT: usize = 500;

/// Appends events to the tenant's chain. Call it last in a transaction: on PostgreSQL it holds the chain's end until the commit,
/// and a transaction that took other rows after it could wait for one that waits for it.
pub async fn append(
    tx: &Tx,
    tenant: Id<Tenant>,
    at: Timestamp,
    events: &[AuditEvent],
) -> Result<(), StorageError> {
    let Ok(count) = i64::try_from(events.len()) else { return Ok(()) };
    if count == 0 {
        return Ok(());
    }
    let (mut sequence, mut hash) = advance(tx, tenant, count).await?;
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        sequence += 1;
        hash = link(&hash, &AuditEntry { tenant, sequence, at, event });
        rows.push(row(tenant, sequence, at, event, hash));
    }
    while !rows.is_empty() {
        let batch = rows.drain(..rows.len().min(ROWS_A_STATEMENT));
        audit::Entity::insert_many(batch).exec_without_returning(&tx.0).await?;
    }
    audit_head::Entity::update_many()
        .col_expr(audit_head::Column::Hash, hash.to_vec().into())
        .filter(audit_head::Column::TenantId.eq(tenant.get()))
        .exec(&tx.0)
        .await?;
    Ok(())
}

/// Holds the tenant's chain until the commit, as [`append`] does: what others commit to it comes before or after this transaction.
pub async fn hold(tx: &Tx, tenant: Id<Tenant>) -> Result<(), StorageError> {
    advance(tx, tenant, 0).await.map(drop)
}

/// Takes the chain's end for this transaction: the sequence and hash before the new entries.
async fn advance(tx: &Tx, tenant: Id<Tenant>, count: i64) -> Result<(i64, [u8; 32]), StorageError> {
    let first =
        audit_head::ActiveModel { tenant_id: Set(tenant.get()), sequence: Set(0), hash: Set(vec![0; 32]) };
    audit_head::Entity::insert(first)
        .on_conflict(OnConflict::column(audit_head::Column::TenantId).do_nothing().to_owned())
        .exec_without_returning(&tx.0)
        .await?;
    // An update before the read locks the row on PostgreSQL, so that two appenders follow one another.
    audit_head::Entity::update_many()
        .col_expr(audit_head::Column::Sequence, Expr::col(audit_head::Column::Sequence).add(count))
        .filter(audit_head::Column::TenantId.eq(tenant.get()))
        .exec(&tx.0)
        .await?;
    let head = audit_head::Entity::find_by_id(tenant.get())
        .one(&tx.0)
        .await?
        .ok_or_else(|| At("audit_heads", "tenant_id").corrupt())?;
    Ok((head.sequence - count, At("audit_heads", "hash").hash(&head.hash)?))
}

fn row(
    tenant: Id<Tenant>,
    sequence: i64,
    at: Timestamp,
    event: &AuditEvent,
    hash: [u8; 32],
) -> audit::ActiveModel {
    audit::ActiveModel {
        tenant_id: Set(tenant.get()),
        sequence: Set(sequence),
        at: Set(at.as_micros()),
        actor_kind: Set(event.actor.kind.to_owned()),
        actor_id: Set(event.actor.id.clone()),
        actor_name: Set(event.actor.name.clone()),
        address: Set(event.actor.address.clone()),
        request_id: Set(event.actor.request_id.clone()),
        action: Set(event.action.to_owned()),
        target_kind: Set(event.target.kind.to_owned()),
        target_id: Set(event.target.id),
        target_name: Set(event.target.name.clone()),
        outcome: Set(event.outcome.as_str().to_owned()),
        detail: Set(event.detail.clone()),
        hash: Set(hash.to_vec()),
        user_agent: Set(event.actor.user_agent.clone()),
    }
}

/// One line of the trail, for reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its place in the chain.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who: `key`, `static_key`, `user`, `operator` or `system`.
    pub actor_kind: String,
    /// What people call them.
    pub actor_name: String,
    /// What was done.
    pub action: String,
    /// To what, by primary key.
    pub target_id: i64,
    /// The hash that chains it.
    pub hash: Vec<u8>,
}

/// The newest lines of a tenant's trail, newest first.
pub async fn latest(db: &impl Connection, tenant: Id<Tenant>, limit: u64) -> Result<Vec<Line>, StorageError> {
    let rows = audit::Entity::find()
        .filter(audit::Column::TenantId.eq(tenant.get()))
        .order_by_desc(audit::Column::Sequence)
        .limit(limit)
        .all(db.orm())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Line {
            sequence: row.sequence,
            at: Timestamp::from_micros(row.at),
            actor_kind: row.actor_kind,
            actor_name: row.actor_name,
            action: row.action,
            target_id: row.target_id,
            hash: row.hash,
        })
        .collect())
}

/// An entry of the trail, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the chain.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who, by kind: `key`, `static_key`, `user`, `portal_session` or `operator`.
    pub actor_kind: String,
    /// Their id as the wire prints it; empty where there is none.
    pub actor_id: String,
    /// What people call them.
    pub actor_name: String,
    /// Where the request came from.
    pub address: Option<String>,
    /// The request, as in the log.
    pub request_id: String,
    /// What sent it, as it calls itself.
    pub user_agent: Option<String>,
    /// What was done, or was to be.
    pub action: String,
    /// To what, by kind.
    pub target_kind: String,
    /// By primary key; 0 where there is none.
    pub target_id: i64,
    /// What people call it.
    pub target_name: String,
    /// `done` or `refused`.
    pub outcome: String,
    /// Facts about it, a JSON object.
    pub detail: String,
    /// The hash that chains it.
    pub hash: Vec<u8>,
}

impl Entry {
    /// What its hash must be, after that of the entry before it.
    pub fn expected(&self, tenant: Id<Tenant>, previous: &[u8; 32]) -> [u8; 32] {
        let numbers = [tenant.get(), self.sequence, self.at.as_micros(), self.target_id];
        let texts = [
            &self.actor_kind,
            &self.actor_id,
            &self.actor_name,
            self.address.as_deref().unwrap_or_default(),
            &self.request_id,
            &self.action,
            &self.target_kind,
            &self.target_name,
            &self.outcome,
            &self.detail,
        ];
        link_fields(previous, numbers, texts, self.user_agent.as_deref())
    }
}

/// Which entries of a tenant's; what is `None` does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this action.
    pub action: Option<String>,
    /// By this actor, by the id that the wire prints.
    pub actor_id: Option<String>,
    /// By actors of this kind.
    pub actor_kind: Option<String>,
    /// About things of this kind.
    pub target_kind: Option<String>,
    /// About the thing of this primary key.
    pub target_id: Option<i64>,
    /// `done` or `refused`.
    pub outcome: Option<String>,
    /// Of this request.
    pub request_id: Option<String>,
    /// At this time or later.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub to: Option<Timestamp>,
    /// Those that follow this place in the order asked for.
    pub after: Option<i64>,
}

/// Entries in the order of the chain.
pub async fn list(
    db: &impl Connection,
    tenant: Id<Tenant>,
    filter: &Filter,
    page: Page,
) -> Result<Vec<Entry>, StorageError> {
    let found = matching(tenant, filter);
    let found = match (filter.after, page.order) {
        (None, _) => found,
        (Some(place), Order::Ascending) => found.filter(audit::Column::Sequence.gt(place)),
        (Some(place), Order::Descending) => found.filter(audit::Column::Sequence.lt(place)),
    };
    let order = match page.order {
        Order::Ascending => sea_orm::Order::Asc,
        Order::Descending => sea_orm::Order::Desc,
    };
    let rows = found.order_by(audit::Column::Sequence, order).limit(page.limit).offset(page.offset);
    Ok(rows.all(db.orm()).await?.into_iter().map(entry).collect())
}

/// How many entries there are, whatever the cursor.
pub async fn count(db: &impl Connection, tenant: Id<Tenant>, filter: &Filter) -> Result<u64, StorageError> {
    Ok(matching(tenant, filter).count(db.orm()).await?)
}

/// The chain's end: the last entry's place and hash. `None` when nothing was ever written.
pub async fn head(db: &impl Connection, tenant: Id<Tenant>) -> Result<Option<(i64, Vec<u8>)>, StorageError> {
    let row = audit_head::Entity::find_by_id(tenant.get()).one(db.orm()).await?;
    Ok(row.map(|row| (row.sequence, row.hash)))
}

fn matching(tenant: Id<Tenant>, filter: &Filter) -> Select<audit::Entity> {
    let text =
        |column: audit::Column, text: &Option<String>| text.as_ref().map(|text| column.eq(text.as_str()));
    let condition = Condition::all()
        .add_option(text(audit::Column::Action, &filter.action))
        .add_option(text(audit::Column::ActorId, &filter.actor_id))
        .add_option(text(audit::Column::ActorKind, &filter.actor_kind))
        .add_option(text(audit::Column::TargetKind, &filter.target_kind))
        .add_option(filter.target_id.map(|id| audit::Column::TargetId.eq(id)))
        // An index is of the refused ones alone: databases see that when the word is part of the statement.
        .add_option(filter.outcome.as_ref().map(|outcome| {
            Expr::col((audit::Entity, audit::Column::Outcome)).eq(Expr::Constant(outcome.as_str().into()))
        }))
        .add_option(text(audit::Column::RequestId, &filter.request_id))
        .add_option(filter.from.map(|from| audit::Column::At.gte(from.as_micros())))
        .add_option(filter.to.map(|to| audit::Column::At.lt(to.as_micros())));
    audit::Entity::find().filter(audit::Column::TenantId.eq(tenant.get())).filter(condition)
}

fn entry(row: audit::Model) -> Entry {
    Entry {
        sequence: row.sequence,
        at: Timestamp::from_micros(row.at),
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        actor_name: row.actor_name,
        address: row.address,
        request_id: row.request_id,
        user_agent: row.user_agent,
        action: row.action,
        target_kind: row.target_kind,
        target_id: row.target_id,
        target_name: row.target_name,
        outcome: row.outcome,
        detail: row.detail,
        hash: row.hash,
    }
}
