//! Table `activations`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub license_id: i64,
    pub domain: String,
    pub counted: bool,
    pub fingerprint: Option<String>,
    pub label: Option<String>,
    pub version: Option<String>,
    pub activated_at: i64,
    pub last_seen_at: i64,
    pub released_at: Option<i64>,
    pub released_by: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
