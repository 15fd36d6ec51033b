//! Events with their counts by the hour, customers that go away, and the sessions of their portal.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto as pk, blob, string, string_null,
};

use super::parts::{index, reference, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Revoked keys stay listed and need their owner's row, so a customer that was removed keeps it.
fn removal() -> TableAlterStatement {
    Table::alter().table("customers").add_column(int_null("deleted_at")).take()
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        // Without a foreign key: an environment is never removed, and checking it for each of a million rows is not free.
        table("events")
            .col(pk("id"))
            .col(int("environment_id"))
            .col(string("event_id"))
            .col(string("event_name"))
            .col(string("customer"))
            .col(int("at"))
            .col(int("received_at"))
            .col(string_null("source"))
            .col(string("properties"))
            .take(),
        // An empty customer stands for all of them.
        table("event_counts")
            .col(int("environment_id"))
            .col(string("event_name"))
            .col(string("customer"))
            .col(int("hour"))
            .col(int("count"))
            .primary_key(Index::create().col("environment_id").col("event_name").col("customer").col("hour"))
            .take(),
        table("portal_sessions")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(int("environment_id"))
            .col(int("customer_id"))
            .col(blob("digest"))
            .col(string("allowed"))
            .col(string("permissions"))
            .col(int("created_at"))
            .col(int("expires_at"))
            .col(int_null("ended_at"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .foreign_key(&mut reference("environment_id", "environments"))
            .foreign_key(&mut reference("customer_id", "customers"))
            .take(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("ix_customers_environment", "customers", &["environment_id", "id"]),
        unique("uq_events_event_id", "events", &["environment_id", "event_id"]),
        index("ix_events_at", "events", &["environment_id", "at"]),
        index("ix_events_customer", "events", &["environment_id", "customer", "at"]),
        unique("uq_portal_sessions_digest", "portal_sessions", &["digest"]),
        index("ix_portal_sessions_customer", "portal_sessions", &["customer_id"]),
        index("ix_portal_sessions_expires_at", "portal_sessions", &["expires_at"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(removal()).await?;
        for statement in tables() {
            manager.create_table(statement).await?;
        }
        for statement in indexes() {
            manager.create_index(statement).await?;
        }
        Ok(())
    }
}
