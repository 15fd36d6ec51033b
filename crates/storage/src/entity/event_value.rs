//! Table `event_values`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_values")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub environment_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_name: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub property: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub hour: i64,
    pub events: i64,
    pub numbers: i64,
    pub not_numeric: i64,
    pub sum: String,
    pub exact: bool,
    pub least: Option<String>,
    pub most: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
