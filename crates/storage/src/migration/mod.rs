//! Migrations, oldest first. Each runs on both engines, inside one transaction with all that are pending.

mod m20261121_000001_foundation;
mod m20261121_000002_people;
mod m20261121_000003_accounts;
mod m20261121_000004_hub_keys;
mod m20261121_000005_identities;
mod m20261121_000006_limits;
mod m20261121_000007_gates;
mod m20261121_000008_metering;
mod m20261121_000009_licenses;
mod m20261128_000010_gate_limits;
mod m20261128_000011_releases;
mod m20261128_000012_commerce;
mod m20261128_000013_webhooks;
mod m20261128_000014_metering;
mod m20261128_000016_tickets;
mod m20261128_000017_key_lists;
mod m20261128_000018_audit_lists;
mod m20261128_000019_usage_sums;
mod m20261128_000020_key_pages;
mod m20261128_000021_payments;
mod m20261128_000022_check_times;
mod parts;

use sea_orm::sea_query::{Alias, Expr, Query};
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{IntoSchemaManagerConnection, MigrationTrait, MigratorTrait, SchemaManager};

pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_foundation::Migration),
            Box::new(m20261121_000002_people::Migration),
            Box::new(m20261121_000003_accounts::Migration),
            Box::new(m20261121_000004_hub_keys::Migration),
            Box::new(m20261121_000005_identities::Migration),
            Box::new(m20261121_000006_limits::Migration),
            Box::new(m20261121_000007_gates::Migration),
            Box::new(m20261121_000008_metering::Migration),
            Box::new(m20261121_000009_licenses::Migration),
            Box::new(m20261128_000010_gate_limits::Migration),
            Box::new(m20261128_000011_releases::Migration),
            Box::new(m20261128_000012_commerce::Migration),
            Box::new(m20261128_000013_webhooks::Migration),
            Box::new(m20261128_000014_metering::Migration),
            Box::new(m20261128_000016_tickets::Migration),
            Box::new(m20261128_000017_key_lists::Migration),
            Box::new(m20261128_000018_audit_lists::Migration),
            Box::new(m20261128_000019_usage_sums::Migration),
            Box::new(m20261128_000020_key_pages::Migration),
            Box::new(m20261128_000021_payments::Migration),
            Box::new(m20261128_000022_check_times::Migration),
        ]
    }
}

/// The names of the migrations that the database has; none when it is empty.
pub(crate) async fn applied<C: ConnectionTrait>(connection: &C) -> Result<Vec<String>, DbErr>
where
    for<'c> &'c C: IntoSchemaManagerConnection<'c>,
{
    const TABLE: &str = "seaql_migrations";
    if !SchemaManager::new(connection).has_table(TABLE).await? {
        return Ok(Vec::new());
    }
    let query = Query::select().expr(Expr::col(Alias::new("version"))).from(Alias::new(TABLE)).to_owned();
    connection.query_all(&query).await?.iter().map(|row| row.try_get("", "version")).collect()
}
