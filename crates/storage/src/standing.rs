//! Whether a key or a session is still good, in one small query each: for a last look before a change is committed.

use keyward_domain::{Id, Key, KeyState, RoleName, Session, TenantStatus, Timestamp, User};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef};

use crate::column::{At, time};
use crate::entity::{key, session, tenant, user};
use crate::{Connection, StorageError, accounts};

/// How a key stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStanding {
    /// What was decided about it.
    pub state: KeyState,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// Its tenant's standing.
    pub tenant: TenantStatus,
    /// Whether the operator switched its account off.
    pub disabled: bool,
}

/// How a person stands whose account goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonStanding {
    /// Their roles.
    pub roles: Vec<RoleName>,
    /// Their tenant's standing.
    pub tenant: TenantStatus,
}

/// How a session stands that was not ended, and whose person's account was not either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionStanding {
    /// When it ends.
    pub expires_at: Timestamp,
    /// Its person's standing.
    pub person: PersonStanding,
}

/// How the key of that id stands.
pub async fn of_key(db: &impl Connection, id: Id<Key>) -> Result<Option<KeyStanding>, StorageError> {
    let row: Option<(String, Option<i64>, String, Option<i64>)> = key::Entity::find_by_id(id.get())
        .select_only()
        .columns([key::Column::State, key::Column::ExpiresAt])
        .column(tenant::Column::Status)
        .column(user::Column::DisabledAt)
        .join(JoinType::InnerJoin, tenant_of_key())
        .join(JoinType::LeftJoin, accounts::owner_of_tenant())
        .into_tuple()
        .one(db.orm())
        .await?;
    let read = |(state, expires_at, status, disabled_at): (String, Option<i64>, String, Option<i64>)| {
        Ok(KeyStanding {
            state: At("keys", "state").parse(&state)?,
            expires_at: expires_at.map(time),
            tenant: At("tenants", "status").parse(&status)?,
            disabled: disabled_at.is_some(),
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
        Ok(SessionStanding { expires_at: time(expires_at), person: person(&roles, &status)? })
    };
    row.map(read).transpose()
}

/// How the person of that id stands, who has no session here; `None` when their account has ended or is switched off.
pub async fn of_user(db: &impl Connection, id: Id<User>) -> Result<Option<PersonStanding>, StorageError> {
    let row: Option<(i64, String, String)> = user::Entity::find_by_id(id.get())
        .select_only()
        .column(user::Column::TenantId)
        .column(user::Column::Roles)
        .column(tenant::Column::Status)
        .join(JoinType::InnerJoin, tenant_of_user())
        .filter(user::Column::DeletedAt.is_null())
        .filter(user::Column::DisabledAt.is_null())
        .into_tuple()
        .one(db.orm())
        .await?;
    match row {
        Some((tenant, roles, status)) if !accounts::is_disabled(db, Id::new(tenant)).await? => {
            person(&roles, &status).map(Some)
        }
        _ => Ok(None),
    }
}

fn person(roles: &str, status: &str) -> Result<PersonStanding, StorageError> {
    Ok(PersonStanding {
        roles: At("users", "roles").roles(roles)?,
        tenant: At("tenants", "status").parse(status)?,
    })
}

fn tenant_of_key() -> RelationDef {
    key::Entity::belongs_to(tenant::Entity).from(key::Column::TenantId).to(tenant::Column::Id).into()
}

fn user_of_session() -> RelationDef {
    session::Entity::belongs_to(user::Entity).from(session::Column::UserId).to(user::Column::Id).into()
}

fn tenant_of_user() -> RelationDef {
    user::Entity::belongs_to(tenant::Entity).from(user::Column::TenantId).to(tenant::Column::Id).into()
}

fn tenant_of_session() -> RelationDef {
    session::Entity::belongs_to(tenant::Entity).from(session::Column::TenantId).to(tenant::Column::Id).into()
}
