//! Sessions of the customers' portal. What is kept of a token is its SHA-256.

use keyward_domain::{
    Customer, Environment, Id, Permissions, PortalRight, PortalSession, Tenant, TenantStatus, Timestamp,
};
use keyward_token::Digest;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::column::{self, At, time};
use crate::entity::portal_session::{ActiveModel, Column, Entity, Model};
use crate::{Connection, StorageError, Tx};

/// A session to be.
#[derive(Debug, Clone)]
pub struct NewPortalSession<'a> {
    /// Whose customer.
    pub tenant: Id<Tenant>,
    /// Where it is known.
    pub environment: Id<Environment>,
    /// The customer.
    pub customer: Id<Customer>,
    /// Digest of the token.
    pub digest: &'a Digest,
    /// What it may do there.
    pub allowed: &'a [PortalRight],
    /// What keys that are made there may do.
    pub permissions: &'a Permissions,
    /// When it begins.
    pub now: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// A session with what it depends on.
#[derive(Debug, Clone)]
pub struct PortalInContext {
    /// The session, ended or not.
    pub session: PortalSession,
    /// Its customer, who was not removed.
    pub customer: Customer,
    /// Its environment.
    pub environment: Environment,
    /// Its tenant's standing.
    pub tenant: TenantStatus,
}

const RIGHTS: At = At("portal_sessions", "allowed");

/// Adds a session.
pub async fn insert(tx: &Tx, new: &NewPortalSession<'_>) -> Result<PortalSession, StorageError> {
    let allowed: Vec<_> = new.allowed.iter().map(|right| right.as_str()).collect();
    let row = ActiveModel {
        tenant_id: Set(new.tenant.get()),
        environment_id: Set(new.environment.get()),
        customer_id: Set(new.customer.get()),
        digest: Set(new.digest.as_bytes().to_vec()),
        allowed: Set(allowed.join(" ")),
        permissions: Set(column::permissions(new.permissions)),
        created_at: Set(new.now.as_micros()),
        expires_at: Set(new.expires_at.as_micros()),
        ended_at: Set(None),
        ..Default::default()
    };
    read(&row.insert(&tx.0).await?)
}

/// The session of that token with what it depends on. `None` too when its customer was removed.
pub async fn in_context(
    db: &impl Connection,
    digest: &Digest,
) -> Result<Option<PortalInContext>, StorageError> {
    let row = Entity::find().filter(Column::Digest.eq(digest.as_bytes().to_vec())).one(db.orm()).await?;
    let Some(session) = row.as_ref().map(read).transpose()? else { return Ok(None) };
    let Some(customer) = crate::customers::get(db, session.environment, session.customer).await? else {
        return Ok(None);
    };
    let corrupt = || At("portal_sessions", "tenant_id").corrupt();
    let tenant = crate::tenants::get(db, session.tenant).await?.ok_or_else(corrupt)?.status;
    let environment =
        crate::environments::get(db, session.tenant, session.environment).await?.ok_or_else(corrupt)?;
    Ok(Some(PortalInContext { session, customer, environment, tenant }))
}

/// Ends the environment's session of that id; its customer, or `None` when there is none of that id that stands.
pub async fn end(
    tx: &Tx,
    environment: Id<Environment>,
    id: Id<PortalSession>,
    now: Timestamp,
) -> Result<Option<Id<Customer>>, StorageError> {
    let ended = Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now.as_micros()))
        .filter(Column::Id.eq(id.get()))
        .filter(Column::EnvironmentId.eq(environment.get()))
        .filter(Column::EndedAt.is_null())
        .filter(Column::ExpiresAt.gt(now.as_micros()))
        .exec(&tx.0)
        .await?;
    if ended.rows_affected == 0 {
        return Ok(None);
    }
    let row = Entity::find_by_id(id.get()).one(&tx.0).await?;
    Ok(row.map(|row| Id::new(row.customer_id)))
}

/// Forgets some of the sessions past their end.
pub async fn forget_expired(tx: &Tx, now: Timestamp) -> Result<u64, StorageError> {
    let expired =
        Entity::find().select_only().column(Column::Id).filter(Column::ExpiresAt.lte(now.as_micros()));
    let expired: Vec<i64> = expired.limit(FORGET_AT_ONCE).into_tuple().all(&tx.0).await?;
    Ok(Entity::delete_many().filter(Column::Id.is_in(expired)).exec(&tx.0).await?.rows_affected)
}

/// So many ids fit into a statement of either engine.
const FORGET_AT_ONCE: u64 = 1000;

fn read(row: &Model) -> Result<PortalSession, StorageError> {
    Ok(PortalSession {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        environment: Id::new(row.environment_id),
        customer: Id::new(row.customer_id),
        allowed: row.allowed.split_whitespace().map(|text| RIGHTS.parse(text)).collect::<Result<_, _>>()?,
        permissions: At("portal_sessions", "permissions").permissions(&row.permissions)?,
        created_at: time(row.created_at),
        expires_at: time(row.expires_at),
        ended_at: row.ended_at.map(time),
    })
}
