//! What payment providers call the payments of what they were told to take money for.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer as int, big_pk_auto as pk, string};

use super::parts::{table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A payment belongs to an invoice, an invoice to a subscription: all by the provider's own names.
        let payments = table("payment_names")
            .col(pk("id"))
            .col(string("provider"))
            .col(string("name"))
            .col(string("belongs_to"))
            .col(int("at"))
            .take();
        manager.create_table(payments).await?;
        manager.create_index(unique("uq_payment_names", "payment_names", &["provider", "name"])).await
    }
}
