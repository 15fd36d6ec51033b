//! Webhooks both ways, who called in the audit trail, and of which keys it was told that they end.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto as pk, blob, blob_null, boolean, string,
    string_null,
};

use super::parts::{index, reference, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// SQLite adds one column a statement.
fn columns() -> Vec<TableAlterStatement> {
    let add = |table: &'static str, column: ColumnDef| Table::alter().table(table).add_column(column).take();
    vec![add("audit", string_null("user_agent")), add("keys", int_null("expiry_told_at"))]
}

fn outbound() -> Vec<TableCreateStatement> {
    vec![
        // One of the licensing hub lies in no environment. A removed one keeps its row for its deliveries, without URL and secrets.
        table("webhook_endpoints")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(int_null("environment_id"))
            .col(string("url"))
            .col(string("events"))
            .col(string_null("description"))
            .col(blob("secret"))
            .col(blob_null("old_secret"))
            .col(int_null("old_secret_until"))
            .col(boolean("active"))
            .col(int_null("disabled_at"))
            .col(int_null("failing_since"))
            .col(int("created_at"))
            .col(int("updated_at"))
            .col(int_null("deleted_at"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .foreign_key(&mut reference("environment_id", "environments"))
            .take(),
        table("webhook_events")
            .col(string("id").primary_key())
            .col(int("tenant_id"))
            .col(int_null("environment_id"))
            .col(string("kind"))
            .col(string("data"))
            .col(int_null("license_id"))
            .col(string_null("batch"))
            .col(int("at"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .take(),
        table("webhook_deliveries")
            .col(string("id").primary_key())
            .col(string("event_id"))
            .col(int("endpoint_id"))
            .col(string("state"))
            .col(int("attempts"))
            .col(int("since"))
            .col(int_null("next_attempt_at"))
            .col(boolean("claimed"))
            .col(int("created_at"))
            .col(int_null("settled_at"))
            .check(Expr::col("state").is_in(["waiting", "delivered", "dead"]))
            .foreign_key(&mut reference("event_id", "webhook_events"))
            .foreign_key(&mut reference("endpoint_id", "webhook_endpoints"))
            .take(),
        table("webhook_attempts")
            .col(string("delivery_id"))
            .col(int("number"))
            .col(int("at"))
            .col(int("millis"))
            .col(int_null("status"))
            .col(string_null("error"))
            .col(string_null("answer"))
            .primary_key(Index::create().col("delivery_id").col("number"))
            .foreign_key(&mut reference("delivery_id", "webhook_deliveries"))
            .take(),
    ]
}

fn inbound() -> Vec<TableCreateStatement> {
    vec![
        table("webhook_connections")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(int("environment_id"))
            .col(string("provider"))
            .col(blob("secret"))
            .col(int("created_at"))
            .check(Expr::col("provider").is_in(["stripe", "standard"]))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .foreign_key(&mut reference("environment_id", "environments"))
            .take(),
        table("webhook_receipts")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(int("environment_id"))
            .col(string("provider"))
            .col(string("message_id"))
            .col(string("body"))
            .col(int("received_at"))
            .col(int_null("processed_at"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .foreign_key(&mut reference("environment_id", "environments"))
            .take(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    let none = |column: &'static str| Expr::col(column).is_null();
    let some = |column: &'static str| Expr::col(column).is_not_null();
    vec![
        index("ix_webhook_endpoints_tenant", "webhook_endpoints", &["tenant_id", "id"])
            .and_where(none("deleted_at"))
            .take(),
        index("ix_webhook_events_at", "webhook_events", &["at"]),
        index("ix_webhook_deliveries_event", "webhook_deliveries", &["event_id"]),
        index("ix_webhook_deliveries_endpoint", "webhook_deliveries", &["endpoint_id", "created_at"]),
        index("ix_webhook_deliveries_due", "webhook_deliveries", &["next_attempt_at", "endpoint_id"])
            .and_where(some("next_attempt_at"))
            .take(),
        index("ix_webhook_deliveries_waiting", "webhook_deliveries", &["endpoint_id", "next_attempt_at"])
            .and_where(some("next_attempt_at"))
            .take(),
        unique("uq_webhook_connections_provider", "webhook_connections", &["environment_id", "provider"]),
        unique(
            "uq_webhook_receipts_message",
            "webhook_receipts",
            &["environment_id", "provider", "message_id"],
        ),
        index("ix_webhook_receipts_received_at", "webhook_receipts", &["received_at"]),
        index("ix_keys_expiry_untold", "keys", &["expires_at"]).and_where(none("expiry_told_at")).take(),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in columns() {
            manager.alter_table(statement).await?;
        }
        for statement in outbound().into_iter().chain(inbound()) {
            manager.create_table(statement).await?;
        }
        for statement in indexes() {
            manager.create_index(statement).await?;
        }
        Ok(())
    }
}
