//! What the hub sells and who pays for it: plans, subscriptions, packs of licences.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto as pk, boolean, string, string_null,
};

use super::parts::{index, reference, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATUSES: [&str; 6] = ["incomplete", "trialing", "active", "past_due", "canceled", "expired"];

fn sales() -> Vec<TableCreateStatement> {
    vec![
        table("plans")
            .col(pk("id"))
            .col(string("slug"))
            .col(string("name"))
            .col(int("tier_id"))
            .col(string("products"))
            .col(string("prices"))
            .col(boolean("sold"))
            .col(int("created_at"))
            .col(int("updated_at"))
            .foreign_key(&mut reference("tier_id", "tiers"))
            .take(),
        table("subscriptions")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(int("plan_id"))
            .col(int("quantity"))
            .col(string("provider"))
            .col(string_null("provider_ref"))
            .col(string("status"))
            .col(string("interval_unit"))
            .col(int("period_start"))
            .col(int("period_end"))
            .col(boolean("auto_renew"))
            .col(int_null("canceled_at"))
            .col(int("created_at"))
            .col(int("updated_at"))
            .check(Expr::col("status").is_in(STATUSES))
            .check(Expr::col("quantity").gte(1))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .foreign_key(&mut reference("plan_id", "plans"))
            .take(),
        // What a provider told of already: it tells everything at least once.
        table("payment_events")
            .col(pk("id"))
            .col(string("provider"))
            .col(string("event_id"))
            .col(int("at"))
            .take(),
        table("packs")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(string("bundle"))
            .col(int("size"))
            .col(int("used"))
            .col(int("created_at"))
            .check(Expr::col("used").gte(0).and(Expr::col("used").lte(Expr::col("size"))))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .take(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("uq_plans_slug", "plans", &["slug"]),
        index("ix_subscriptions_tenant", "subscriptions", &["tenant_id", "id"]),
        index("ix_subscriptions_due", "subscriptions", &["status", "period_end"]),
        unique("uq_subscriptions_provider_ref", "subscriptions", &["provider", "provider_ref"]),
        unique("uq_payment_events", "payment_events", &["provider", "event_id"]),
        index("ix_packs_tenant", "packs", &["tenant_id", "id"]),
        index("ix_licenses_subscription", "licenses", &["subscription_id"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut column = Table::alter();
        manager.alter_table(column.table("licenses").add_column(int_null("subscription_id")).take()).await?;
        for statement in sales() {
            manager.create_table(statement).await?;
        }
        for statement in indexes() {
            manager.create_index(statement).await?;
        }
        Ok(())
    }
}
