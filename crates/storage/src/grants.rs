//! What a check needs to know of a key, in one query.

use keyward_domain::{EnvironmentType, Key, TenantStatus};
use keyward_token::Digest;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect};

use crate::column::At;
use crate::entity::{customer, environment, key, tenant, user};
use crate::{Connection, StorageError};

/// A key with what lies above it.
#[derive(Debug, Clone)]
pub struct KeyInContext {
    /// The key.
    pub key: Key,
    /// Its tenant's standing.
    pub tenant: TenantStatus,
    /// Whether the operator switched the tenant's account off.
    pub disabled: bool,
    /// What its environment is for.
    pub environment: EnvironmentType,
    /// Its owner's external id, when that is a customer.
    pub external_id: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    key: key::Model,
    tenant_status: String,
    disabled_at: Option<i64>,
    environment_kind: String,
    external_id: Option<String>,
    customer_deleted_at: Option<i64>,
}

/// The key of that digest with what lies above it.
pub async fn load(db: &impl Connection, digest: &Digest) -> Result<Option<KeyInContext>, StorageError> {
    let row = key::Entity::find()
        .column_as(tenant::Column::Status, "tenant_status")
        .column_as(user::Column::DisabledAt, "disabled_at")
        .column_as(environment::Column::Kind, "environment_kind")
        .column_as(customer::Column::ExternalId, "external_id")
        .column_as(customer::Column::DeletedAt, "customer_deleted_at")
        .join(JoinType::InnerJoin, tenant_of_key())
        .join(JoinType::LeftJoin, crate::accounts::owner_of_tenant())
        .join(JoinType::InnerJoin, environment_of_key())
        .join(JoinType::LeftJoin, customer_of_key())
        .filter(key::Column::Digest.eq(digest.as_bytes().to_vec()))
        .into_model::<Row>()
        .one(db.orm())
        .await?;
    row.map(read).transpose()
}

fn tenant_of_key() -> sea_orm::RelationDef {
    key::Entity::belongs_to(tenant::Entity).from(key::Column::TenantId).to(tenant::Column::Id).into()
}

fn environment_of_key() -> sea_orm::RelationDef {
    key::Entity::belongs_to(environment::Entity)
        .from(key::Column::EnvironmentId)
        .to(environment::Column::Id)
        .into()
}

fn customer_of_key() -> sea_orm::RelationDef {
    key::Entity::belongs_to(customer::Entity).from(key::Column::CustomerId).to(customer::Column::Id).into()
}

fn read(row: Row) -> Result<KeyInContext, StorageError> {
    Ok(KeyInContext {
        key: crate::keys::read(row.key)?,
        tenant: At("tenants", "status").parse(&row.tenant_status)?,
        disabled: row.disabled_at.is_some(),
        environment: At("environments", "kind").parse(&row.environment_kind)?,
        external_id: row.external_id.filter(|_| row.customer_deleted_at.is_none()),
    })
}
