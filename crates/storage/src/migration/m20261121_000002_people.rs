//! People sign in: passwords, sessions, and the keys that sign their tokens.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto as pk, blob, string, string_null,
};

use super::parts::{index, reference, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Somebody who was made by an operator has no password.
fn password() -> TableAlterStatement {
    Table::alter().table("users").add_column(string_null("password_hash")).take()
}

fn sessions() -> Vec<TableCreateStatement> {
    vec![
        table("sessions")
            .col(pk("id"))
            .col(int("user_id"))
            .col(int("tenant_id"))
            .col(int("created_at"))
            .col(int("last_used_at"))
            .col(int("expires_at"))
            .col(int_null("ended_at"))
            .col(string_null("end_reason"))
            .col(string_null("address"))
            .col(string_null("user_agent"))
            .foreign_key(&mut reference("user_id", "users"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .take(),
        table("refresh_tokens")
            .col(pk("id"))
            .col(blob("digest"))
            .col(int("session_id"))
            .col(int("created_at"))
            .col(int_null("used_at"))
            .col(int("expires_at"))
            .foreign_key(&mut reference("session_id", "sessions"))
            .take(),
        table("signing_keys")
            .col(pk("id"))
            .col(string("kid"))
            .col(blob("sealed"))
            .col(blob("public_key"))
            .col(int("created_at"))
            .col(int("retires_at"))
            .take(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("ix_sessions_user", "sessions", &["user_id", "id"]),
        index("ix_sessions_expires_at", "sessions", &["expires_at"]),
        unique("uq_refresh_tokens_digest", "refresh_tokens", &["digest"]),
        index("ix_refresh_tokens_session", "refresh_tokens", &["session_id"]),
        index("ix_refresh_tokens_expires_at", "refresh_tokens", &["expires_at"]),
        unique("uq_signing_keys_kid", "signing_keys", &["kid"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(password()).await?;
        for statement in sessions() {
            manager.create_table(statement).await?;
        }
        for statement in indexes() {
            manager.create_index(statement).await?;
        }
        Ok(())
    }
}
