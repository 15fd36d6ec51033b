//! Gates' own limits.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Of gates made before, and by a binary that knows none.
        let limits = string("limits").default("[]").take();
        manager.alter_table(Table::alter().table("gates").add_column(limits).take()).await
    }
}
