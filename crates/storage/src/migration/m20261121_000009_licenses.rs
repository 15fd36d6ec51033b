//! The licensing hub: products, tiers, licences, where they are active, clients, and the events that webhooks are told.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto as pk, blob, boolean, string, string_null,
};

use super::parts::{index, reference, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const SOURCES: [&str; 4] = ["individual", "bulk_pack", "commitment", "nfr"];

/// SQLite adds one column a statement.
fn columns() -> Vec<TableAlterStatement> {
    let mut purpose = string("purpose");
    purpose.default("access");
    let add = |table: &'static str, column: ColumnDef| Table::alter().table(table).add_column(column).take();
    vec![
        // A client of the hub is a customer with an address that is nobody else's.
        add("customers", string_null("hub_email")),
        add("customers", string_null("company")),
        add("signing_keys", purpose),
    ]
}

fn catalogue() -> Vec<TableCreateStatement> {
    vec![
        table("products")
            .col(pk("id"))
            .col(string("slug"))
            .col(string("name"))
            .col(string("kind"))
            .col(string("listing"))
            .col(int("created_at"))
            .col(int("updated_at"))
            .check(Expr::col("kind").is_in(["theme", "plugin", "generic"]))
            .take(),
        table("tiers")
            .col(pk("id"))
            .col(string("name"))
            .col(int("rank"))
            .col(int("domains"))
            .col(string("features"))
            .col(int("created_at"))
            .col(int("updated_at"))
            .check(Expr::col("domains").gte(-1))
            .take(),
    ]
}

fn licenses() -> Vec<TableCreateStatement> {
    vec![
        table("licenses")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(int_null("customer_id"))
            .col(int("product_id"))
            .col(int("tier_id"))
            .col(string("source"))
            .col(string_null("batch"))
            .col(blob("key_index"))
            .col(blob("key_sealed"))
            .col(string("key_display"))
            .col(int("expires_at"))
            .col(int_null("revoked_at"))
            .col(string_null("revoke_reason"))
            .col(int_null("suspended_at"))
            .col(string_null("suspend_reason"))
            .col(int_null("deleted_at"))
            .col(int("epoch"))
            .col(int_null("expiry_noted_at"))
            .col(int("created_at"))
            .col(int("updated_at"))
            .check(Expr::col("source").is_in(SOURCES))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .foreign_key(&mut reference("customer_id", "customers"))
            .foreign_key(&mut reference("product_id", "products"))
            .foreign_key(&mut reference("tier_id", "tiers"))
            .take(),
        table("activations")
            .col(pk("id"))
            .col(int("license_id"))
            .col(string("domain"))
            .col(boolean("counted"))
            .col(string_null("fingerprint"))
            .col(string_null("label"))
            .col(string_null("version"))
            .col(int("activated_at"))
            .col(int("last_seen_at"))
            .col(int_null("released_at"))
            .col(string_null("released_by"))
            .foreign_key(&mut reference("license_id", "licenses"))
            .take(),
        table("hub_events")
            .col(pk("id"))
            .col(string("event_id"))
            .col(int("tenant_id"))
            .col(int("license_id"))
            .col(string("kind"))
            .col(string("payload"))
            .col(string_null("batch"))
            .col(int("at"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .foreign_key(&mut reference("license_id", "licenses"))
            .take(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    let stands = |column: &'static str| Expr::col(column).is_null();
    vec![
        unique("uq_customers_hub_email", "customers", &["hub_email"]),
        unique("uq_products_slug", "products", &["slug"]),
        unique("uq_tiers_name", "tiers", &["name"]),
        unique("uq_licenses_key_index", "licenses", &["key_index"]),
        index("ix_licenses_tenant", "licenses", &["tenant_id", "id"]),
        index("ix_licenses_customer", "licenses", &["customer_id", "id"]),
        index("ix_licenses_product", "licenses", &["product_id"]),
        index("ix_licenses_expires_at", "licenses", &["expires_at"])
            .and_where(stands("expiry_noted_at"))
            .take(),
        // A licence is active on a domain once; what was released stays as history.
        unique("uq_activations_domain", "activations", &["license_id", "domain"])
            .and_where(stands("released_at"))
            .take(),
        index("ix_activations_license", "activations", &["license_id", "id"]),
        unique("uq_hub_events_event_id", "hub_events", &["event_id"]),
        index("ix_hub_events_tenant", "hub_events", &["tenant_id", "id"]),
    ]
}

/// The tiers of the product's pages; the operator changes them at will. The time is this migration's.
const TIERS: &str = "INSERT INTO tiers (name, rank, domains, features, created_at, updated_at) VALUES \
     ('starter', 1, 1, '[]', 1795219200000000, 1795219200000000), \
     ('business', 2, 3, '[]', 1795219200000000, 1795219200000000), \
     ('agency', 3, 25, '[]', 1795219200000000, 1795219200000000)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in columns() {
            manager.alter_table(statement).await?;
        }
        for statement in catalogue().into_iter().chain(licenses()) {
            manager.create_table(statement).await?;
        }
        for statement in indexes() {
            manager.create_index(statement).await?;
        }
        manager.get_connection().execute_unprepared(TIERS).await?;
        Ok(())
    }
}
