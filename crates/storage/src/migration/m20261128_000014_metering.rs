//! What events come to by the hour, kept beside them; uses of keys found by their hour.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer as int, boolean, string, string_null};

use super::parts::{index, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<TableCreateStatement> {
    vec![
        // What has been asked for once, and is reckoned ahead since.
        table("event_meters")
            .col(int("environment_id"))
            .col(string("event_name"))
            .col(string("property"))
            .primary_key(Index::create().col("environment_id").col("event_name").col("property"))
            .take(),
        // An empty customer stands for all of them. `events` is how many events a row was reckoned from: where `event_counts` tells another
        // number, it does not hold any more.
        table("event_values")
            .col(int("environment_id"))
            .col(string("event_name"))
            .col(string("property"))
            .col(string("customer"))
            .col(int("hour"))
            .col(int("events"))
            .col(int("numbers"))
            .col(int("not_numeric"))
            .col(string("sum"))
            .col(boolean("exact"))
            .col(string_null("least"))
            .col(string_null("most"))
            .primary_key(
                Index::create()
                    .col("environment_id")
                    .col("event_name")
                    .col("property")
                    .col("customer")
                    .col("hour"),
            )
            .take(),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in tables() {
            manager.create_table(statement).await?;
        }
        manager.create_index(index("ix_key_usage_hour", "key_usage", &["hour"])).await
    }
}
