//! Table `releases`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "releases")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub product_id: Option<i64>,
    pub component_id: Option<i64>,
    pub version: String,
    pub channel: String,
    pub changelog: String,
    pub upgrade_notice: Option<String>,
    pub requires: Option<String>,
    pub tested: Option<String>,
    pub requires_php: Option<String>,
    pub rollout_percent: i64,
    pub from_least: Option<String>,
    pub from_most: Option<String>,
    pub critical: bool,
    pub autoupdate: bool,
    pub stop: bool,
    pub object: String,
    pub size: i64,
    pub sha256: Vec<u8>,
    pub signature: String,
    pub key_id: String,
    pub created_at: i64,
    pub published_at: Option<i64>,
    pub yanked_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
