//! Gates.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer as int, big_pk_auto as pk, blob, string, string_null};

use super::parts::{reference, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn gates() -> TableCreateStatement {
    table("gates")
        .col(pk("id"))
        .col(int("tenant_id"))
        .col(int("environment_id"))
        .col(string("name"))
        .col(blob("secret"))
        .col(string("headers"))
        .col(string_null("query_parameter"))
        .col(string_null("permissions"))
        .col(string("rules"))
        .col(string("on_outage"))
        .col(string("deny_style"))
        .col(int("created_at"))
        .col(int("updated_at"))
        .check(Expr::col("on_outage").is_in(["deny", "allow"]))
        .check(Expr::col("deny_style").is_in(["standard", "nginx"]))
        .foreign_key(&mut reference("tenant_id", "tenants"))
        .foreign_key(&mut reference("environment_id", "environments"))
        .take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(gates()).await?;
        manager.create_index(unique("uq_gates_name", "gates", &["environment_id", "name"])).await?;
        manager.create_index(unique("uq_gates_secret", "gates", &["secret"])).await
    }
}
