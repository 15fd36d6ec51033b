//! Limits and credits of keys, and counts of their uses.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto as pk, integer_null, string, string_null,
};

use super::parts::{index, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// SQLite adds one column at a time.
fn columns() -> Vec<TableAlterStatement> {
    let add = |column: ColumnDef| Table::alter().table("keys").add_column(column).take();
    let refer =
        |column: &'static str, to: &str| int_null(column).extra(format!("REFERENCES {to} (id)")).take();
    vec![
        // Of keys made before there were limits, and by a binary that knows none.
        add(string("limits").default("[]").take()),
        add(refer("limit_scope_id", "keys")),
        add(refer("credit_account_id", "credit_accounts")),
    ]
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table("credit_accounts")
            .col(pk("id"))
            .col(int("version"))
            .col(int("balance"))
            .col(int_null("refill_amount"))
            .col(string_null("refill_interval"))
            .col(integer_null("refill_day"))
            .col(int("refilled_at"))
            .check(Expr::col("balance").gte(0))
            .take(),
    ]
}

fn usage() -> Vec<TableCreateStatement> {
    vec![
        table("key_usage")
            .col(int("key_id"))
            .col(int("hour"))
            .col(string("outcome"))
            .col(int("count"))
            .primary_key(Index::create().col("key_id").col("hour").col("outcome"))
            .foreign_key(&mut reference("key_id", "keys"))
            .take(),
        table("unknown_usage")
            .col(int("environment_id"))
            .col(int("hour"))
            .col(int("count"))
            .primary_key(Index::create().col("environment_id").col("hour"))
            .foreign_key(&mut reference("environment_id", "environments"))
            .take(),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in tables() {
            manager.create_table(statement).await?;
        }
        for statement in columns() {
            manager.alter_table(statement).await?;
        }
        for statement in usage() {
            manager.create_table(statement).await?;
        }
        manager.create_index(index("ix_keys_credit_account", "keys", &["credit_account_id"])).await
    }
}
