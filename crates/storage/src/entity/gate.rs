//! Table `gates`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "gates")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub tenant_id: i64,
    pub environment_id: i64,
    pub name: String,
    pub secret: Vec<u8>,
    pub headers: String,
    pub query_parameter: Option<String>,
    pub permissions: Option<String>,
    pub rules: String,
    pub limits: String,
    pub on_outage: String,
    pub deny_style: String,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
