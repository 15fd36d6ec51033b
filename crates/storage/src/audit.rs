//! The audit trail: appended to in the transaction of what it tells of, one chain a tenant.

use keyward_domain::{AuditEntry, AuditEvent, Id, Tenant, Timestamp, link};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

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
