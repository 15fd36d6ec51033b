//! Whether a key or a session is still good, in one small query each: for a last look before a change is committed.

use keyward_domain::{Id, Key, KeyState, RoleName, Session, TenantStatus, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef};

use crate::column::{At, time};
use crate::entity::{key, session, tenant, user};
use crate::{Connection, StorageError};

/// How a key stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStanding {
    /// What was decided about it.
    pub state: KeyState,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// Its tenant's standing.
    pub tenant: TenantStatus,
}

/// How a session stands that was not ended, and whose person's account was not either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionStanding {
    /// When it ends.
    pub expires_at: Timestamp,
    /// Its person's roles.
    pub roles: Vec<RoleName>,
    /// Their tenant's standing.
    pub tenant: TenantStatus,
}

/// How the key of that id stands.
pub async fn of_key(db: &impl Connection, id: Id<Key>) -> Result<Option<KeyStanding>, StorageError> {
    let row: Option<(String, Option<i64>, String)> = key::Entity::find_by_id(id.get())
        .select_only()
        .columns([key::Column::State, key::Column::ExpiresAt])
        .column(tenant::Column::Status)
        .join(JoinType::InnerJoin, tenant_of_key())
        .into_tuple()
        .one(db.orm())
        .await?;
    let read = |(state, expires_at, status): (String, Option<i64>, String)| {
        Ok(KeyStanding {
            state: At("keys", "state").parse(&state)?,
            expires_at: expires_at.map(time),
            tenant: At("tenants", "status").parse(&status)?,
        })
    };
    row.map(read).transpose()
}

/// How the session of that id stands; `None` when it was ended, or its person's account was.
pub async fn of_session(
    db: &impl Connection,
    id: Id<Session>,
) -> Result<Option<SessionStanding>, StorageError> {
    let row: Option<(i64, String, String)> = session::Entity::find_by_id(id.get())
        .select_only()
        .column(session::Column::ExpiresAt)
        .column(user::Column::Roles)
        .column(tenant::Column::Status)
        .join(JoinType::InnerJoin, user_of_session())
        .join(JoinType::InnerJoin, tenant_of_session())
        .filter(session::Column::EndedAt.is_null())
        .filter(user::Column::DeletedAt.is_null())
        .into_tuple()
        .one(db.orm())
        .await?;
    let read = |(expires_at, roles, status): (i64, String, String)| {
        Ok(SessionStanding {
            expires_at: time(expires_at),
            roles: At("users", "roles").roles(&roles)?,
            tenant: At("tenants", "status").parse(&status)?,
        })
    };
    row.map(read).transpose()
}

fn tenant_of_key() -> RelationDef {
    key::Entity::belongs_to(tenant::Entity).from(key::Column::TenantId).to(tenant::Column::Id).into()
}

fn user_of_session() -> RelationDef {
    session::Entity::belongs_to(user::Entity).from(session::Column::UserId).to(user::Column::Id).into()
}

fn tenant_of_session() -> RelationDef {
    session::Entity::belongs_to(tenant::Entity).from(session::Column::TenantId).to(tenant::Column::Id).into()
}
