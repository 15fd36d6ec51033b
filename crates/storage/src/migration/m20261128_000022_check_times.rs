//! How long checks took: by environment and hour, how many took at most so many microseconds.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer as int;

use super::parts::{index, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let times = table("check_times")
            .col(int("environment_id"))
            .col(int("hour"))
            .col(int("at_most"))
            .col(int("count"))
            .primary_key(Index::create().col("environment_id").col("hour").col("at_most"))
            .foreign_key(&mut reference("environment_id", "environments"))
            .take();
        manager.create_table(times).await?;
        manager.create_index(index("ix_check_times_hour", "check_times", &["hour"])).await
    }
}
