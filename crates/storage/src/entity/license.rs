//! Table `licenses`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "licenses")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub tenant_id: i64,
    pub customer_id: Option<i64>,
    pub product_id: i64,
    pub tier_id: i64,
    pub source: String,
    pub batch: Option<String>,
    pub key_index: Vec<u8>,
    pub key_sealed: Vec<u8>,
    pub key_display: String,
    pub expires_at: i64,
    pub revoked_at: Option<i64>,
    pub revoke_reason: Option<String>,
    pub suspended_at: Option<i64>,
    pub suspend_reason: Option<String>,
    pub deleted_at: Option<i64>,
    pub epoch: i64,
    pub subscription_id: Option<i64>,
    pub expiry_noted_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
