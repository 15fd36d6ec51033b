//! Lists of keys that stay quick with many of them: by status, by end, by name, and by what a name holds.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use super::parts::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn indexes() -> Vec<IndexCreateStatement> {
    let active = || Expr::col("state").eq(Expr::Constant("active".into()));
    vec![
        // Its last column is there to be counted without touching the rows.
        index("ix_keys_state", "keys", &["environment_id", "state", "id", "expires_at"]),
        index("ix_keys_active_end", "keys", &["environment_id", "expires_at"]).and_where(active()).take(),
        index("ix_keys_name", "keys", &["environment_id", "name", "id"]),
    ]
}

/// Which keys hold three characters in a row. It narrows a search, which looks at the rows themselves (`keys::search`). Triggers keep it, so
/// that an older binary does, too. No text is kept in it.
const SQLITE: &str = r"
CREATE VIRTUAL TABLE key_texts USING fts5(text, content='', contentless_delete=1, tokenize='trigram', detail=none);
INSERT INTO key_texts(rowid, text) SELECT id, name || char(10) || display FROM keys;
CREATE TRIGGER tr_keys_inserted AFTER INSERT ON keys BEGIN
    INSERT INTO key_texts(rowid, text) VALUES (new.id, new.name || char(10) || new.display);
END;
CREATE TRIGGER tr_keys_named AFTER UPDATE OF name, display ON keys
WHEN new.name <> old.name OR new.display <> old.display BEGIN
    UPDATE key_texts SET text = new.name || char(10) || new.display WHERE rowid = new.id;
END;
CREATE TRIGGER tr_keys_deleted AFTER DELETE ON keys BEGIN
    DELETE FROM key_texts WHERE rowid = old.id;
END;
";

/// The same with an extension that PostgreSQL comes with (`pg_trgm`, F.35). Where its administrator has not put it there, or lets the
/// database's owner not use it, searches read all rows of the environment.
const POSTGRES: &str = r"
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX ix_keys_texts ON keys USING gin (lower(name) gin_trgm_ops, lower(display) gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
    RAISE NOTICE 'searches for keys go without pg_trgm: %', SQLERRM;
END $$;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in indexes() {
            manager.create_index(statement).await?;
        }
        let texts = match manager.get_database_backend() {
            DbBackend::Sqlite => SQLITE,
            _ => POSTGRES,
        };
        manager.get_connection().execute_unprepared(texts).await.map(drop)
    }
}
