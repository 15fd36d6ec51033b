//! Keys that were made at the licensing hub are told from the others: their number is limited.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::boolean;

use super::parts::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The old binary writes no such column.
        let mut made_at_hub = boolean("hub");
        made_at_hub.default(false);
        manager.alter_table(Table::alter().table("keys").add_column(made_at_hub).take()).await?;
        let mut of_tenant = index("ix_keys_hub", "keys", &["tenant_id", "id"]);
        manager.create_index(of_tenant.and_where(Expr::col("hub").eq(true)).take()).await
    }
}
