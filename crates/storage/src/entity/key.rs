//! Table `keys`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "keys")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub tenant_id: i64,
    pub environment_id: i64,
    pub kind: String,
    pub name: String,
    pub description: Option<String>,
    pub user_id: Option<i64>,
    pub service_account_id: Option<i64>,
    pub customer_id: Option<i64>,
    pub format: String,
    pub display: String,
    pub digest: Vec<u8>,
    pub algorithm: String,
    pub state: String,
    pub roles: String,
    pub permissions: String,
    pub networks: String,
    pub metadata: String,
    pub expires_at: Option<i64>,
    pub last_used_at: Option<i64>,
    pub revoked_at: Option<i64>,
    pub successor_id: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub limits: String,
    pub limit_scope_id: Option<i64>,
    pub credit_account_id: Option<i64>,
    pub hub: bool,
    pub expiry_told_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
