//! Table `tickets`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tickets")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub tenant_id: i64,
    pub opener_id: i64,
    pub subject: String,
    pub priority: String,
    pub category: String,
    pub license_id: Option<i64>,
    pub status: String,
    pub resolved_at: Option<i64>,
    pub last_reply_at: i64,
    pub last_reply_by: String,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
