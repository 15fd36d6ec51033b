//! Sessions: one family of tokens a device.

use std::net::IpAddr;

use keyward_domain::{EndReason, Id, Page, Session, Tenant, TenantStatus, Timestamp, User};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use crate::column::{At, time};
use crate::entity::session::{ActiveModel, Column, Entity, Model};
use crate::entity::{refresh_token, user};
use crate::{Connection, StorageError, Tx};

/// A session to be.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Whose.
    pub user: Id<User>,
    /// Where they belong.
    pub tenant: Id<Tenant>,
    /// When it begins.
    pub now: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// Where the sign-in came from.
    pub address: Option<IpAddr>,
    /// What the program that signed in calls itself.
    pub user_agent: Option<String>,
}

/// A session with what it depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInContext {
    /// The session.
    pub session: Session,
    /// Its person, whose account stands.
    pub user: User,
    /// Their tenant's standing.
    pub tenant: TenantStatus,
}

/// Adds a session.
pub async fn insert(tx: &Tx, new: &NewSession) -> Result<Session, StorageError> {
    let row = ActiveModel {
        user_id: Set(new.user.get()),
        tenant_id: Set(new.tenant.get()),
        created_at: Set(new.now.as_micros()),
        last_used_at: Set(new.now.as_micros()),
        expires_at: Set(new.expires_at.as_micros()),
        ended_at: Set(None),
        end_reason: Set(None),
        address: Set(new.address.map(|address| address.to_string())),
        user_agent: Set(new.user_agent.clone()),
        ..Default::default()
    };
    read(row.insert(&tx.0).await?)
}

/// The session of that id with its person and their tenant's standing, ended or not. `None` too when the person's account is gone.
pub async fn in_context(
    db: &impl Connection,
    id: Id<Session>,
) -> Result<Option<SessionInContext>, StorageError> {
    let row = Entity::find_by_id(id.get())
        .join(JoinType::InnerJoin, user_of_session())
        .filter(user::Column::DeletedAt.is_null())
        .select_also(user::Entity)
        .one(db.orm())
        .await?;
    let Some((session, Some(user))) = row else { return Ok(None) };
    let tenant = crate::tenants::get(db, Id::new(session.tenant_id)).await?;
    let tenant = tenant.ok_or_else(|| At("sessions", "tenant_id").corrupt())?.status;
    Ok(Some(SessionInContext { session: read(session)?, user: crate::users::read(&user)?, tenant }))
}

/// Holds the session of that id until this transaction ends; nothing when there is none.
pub async fn lock(tx: &Tx, id: Id<Session>) -> Result<Option<Session>, StorageError> {
    Entity::find_by_id(id.get()).lock_exclusive().one(&tx.0).await?.map(read).transpose()
}

/// A page of a person's sessions that stand at `now`, the latest sign-in first, and how many there are.
pub async fn list(
    db: &impl Connection,
    user: Id<User>,
    now: Timestamp,
    page: Page,
) -> Result<(Vec<Session>, u64), StorageError> {
    let total = standing(user, now).count(db.orm()).await?;
    let rows = standing(user, now).order_by_desc(Column::Id).limit(page.limit).offset(page.offset);
    let rows = rows.all(db.orm()).await?;
    Ok((rows.into_iter().map(read).collect::<Result<_, _>>()?, total))
}

/// Notes that a session was used, and moves its end.
pub async fn prolong(
    tx: &Tx,
    id: Id<Session>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StorageError> {
    let row = ActiveModel {
        id: Set(id.get()),
        last_used_at: Set(now.as_micros()),
        expires_at: Set(expires_at.as_micros()),
        ..Default::default()
    };
    row.update(&tx.0).await?;
    Ok(())
}

/// Ends a session of this person's; false when they have none of that id that stands.
pub async fn end(
    tx: &Tx,
    user: Id<User>,
    id: Id<Session>,
    reason: EndReason,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let this = Column::Id.eq(id.get()).and(Column::UserId.eq(user.get()));
    Ok(end_where(tx, this, reason, now).await? == 1)
}

/// Ends every session of a person's; how many stood.
pub async fn end_all(
    tx: &Tx,
    user: Id<User>,
    reason: EndReason,
    now: Timestamp,
) -> Result<u64, StorageError> {
    end_where(tx, Column::UserId.eq(user.get()), reason, now).await
}

/// Ends every session of a person's but this one; how many stood.
pub async fn end_others(
    tx: &Tx,
    user: Id<User>,
    kept: Id<Session>,
    reason: EndReason,
    now: Timestamp,
) -> Result<u64, StorageError> {
    let others = Column::UserId.eq(user.get()).and(Column::Id.ne(kept.get()));
    end_where(tx, others, reason, now).await
}

/// Ends every session of everybody in a tenant; how many stood.
pub async fn end_all_of_tenant(
    tx: &Tx,
    tenant: Id<Tenant>,
    reason: EndReason,
    now: Timestamp,
) -> Result<u64, StorageError> {
    end_where(tx, Column::TenantId.eq(tenant.get()), reason, now).await
}

async fn end_where(tx: &Tx, which: Expr, reason: EndReason, now: Timestamp) -> Result<u64, StorageError> {
    let ended = Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now.as_micros()))
        .col_expr(Column::EndReason, reason.as_str().into())
        .filter(which)
        .filter(Column::EndedAt.is_null())
        .filter(Column::ExpiresAt.gt(now.as_micros()))
        .exec(&tx.0)
        .await?;
    Ok(ended.rows_affected)
}

/// Forgets sessions past their end, with their refresh tokens. A token never outlives its session's end.
pub async fn forget_expired(tx: &Tx, now: Timestamp) -> Result<u64, StorageError> {
    let expired =
        Entity::find().select_only().column(Column::Id).filter(Column::ExpiresAt.lte(now.as_micros()));
    let expired: Vec<i64> = expired.limit(FORGET_AT_ONCE).into_tuple().all(&tx.0).await?;
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.is_in(expired.iter().copied()))
        .exec(&tx.0)
        .await?;
    Ok(Entity::delete_many().filter(Column::Id.is_in(expired)).exec(&tx.0).await?.rows_affected)
}

/// So many ids fit into a statement of either engine.
const FORGET_AT_ONCE: u64 = 1000;

fn standing(user: Id<User>, now: Timestamp) -> Select<Entity> {
    Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::EndedAt.is_null())
        .filter(Column::ExpiresAt.gt(now.as_micros()))
}

fn user_of_session() -> sea_orm::RelationDef {
    Entity::belongs_to(user::Entity).from(Column::UserId).to(user::Column::Id).into()
}

fn read(row: Model) -> Result<Session, StorageError> {
    Ok(Session {
        id: Id::new(row.id),
        user: Id::new(row.user_id),
        tenant: Id::new(row.tenant_id),
        created_at: time(row.created_at),
        last_used_at: time(row.last_used_at),
        expires_at: time(row.expires_at),
        ended_at: row.ended_at.map(time),
        end_reason: row.end_reason.map(|text| At("sessions", "end_reason").parse(&text)).transpose()?,
        address: row.address,
        user_agent: row.user_agent,
    })
}
