//! Pages of keys that are read in their order: by last use, by end, and those whose name begins with one or two characters.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Engines find an index of an expression by the very words of it: these are the ones that `keys::list` and `keys::search` ask with.
fn statements(if_null: &str) -> [String; 4] {
    let (least, most) = (-i64::MAX, i64::MAX);
    [
        format!(
            "CREATE INDEX ix_keys_last_use ON keys (environment_id, ({if_null}(last_used_at, {least})), id)"
        ),
        format!("CREATE INDEX ix_keys_end ON keys (environment_id, ({if_null}(expires_at, {most})), id)"),
        "CREATE INDEX ix_keys_begin_1 ON keys (environment_id, (lower(substr(name, 1, 1))), id)".to_owned(),
        "CREATE INDEX ix_keys_begin_2 ON keys (environment_id, (lower(substr(name, 1, 2))), id)".to_owned(),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let if_null = match manager.get_database_backend() {
            DbBackend::Sqlite => "ifnull",
            _ => "coalesce",
        };
        for statement in statements(if_null) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}
