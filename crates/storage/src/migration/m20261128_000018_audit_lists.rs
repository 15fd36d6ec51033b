//! What was done with one thing, and what was refused, found in a long trail.

use sea_orm_migration::prelude::*;

use super::parts::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let refused = Expr::col("outcome").eq(Expr::Constant("refused".into()));
        manager
            .create_index(index(
                "ix_audit_target",
                "audit",
                &["tenant_id", "target_kind", "target_id", "sequence"],
            ))
            .await?;
        let index = index("ix_audit_refused", "audit", &["tenant_id", "sequence"]).and_where(refused).take();
        manager.create_index(index).await
    }
}
