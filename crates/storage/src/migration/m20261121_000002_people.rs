//! People sign in: passwords, sessions, the keys that sign their tokens, and the mail that goes to them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto as pk, blob, integer, string, string_null,
};

use super::parts::{index, reference, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// SQLite adds one column a statement.
fn columns() -> [TableAlterStatement; 2] {
    let add = |column: ColumnDef| Table::alter().table("users").add_column(column).take();
    [add(string_null("password_hash")), add(int_null("email_verified_at"))]
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

fn mail() -> Vec<TableCreateStatement> {
    vec![
        table("one_time_tokens")
            .col(pk("id"))
            .col(blob("digest"))
            .col(int("user_id"))
            .col(string("purpose"))
            .col(int("created_at"))
            .col(int("expires_at"))
            .col(int_null("used_at"))
            .foreign_key(&mut reference("user_id", "users"))
            .take(),
        table("mail_outbox")
            .col(pk("id"))
            .col(string("recipient"))
            .col(string("subject"))
            .col(string("text"))
            .col(string_null("html"))
            .col(int("created_at"))
            .col(int_null("next_attempt_at"))
            .col(integer("attempts"))
            .col(int_null("sent_at"))
            .col(string_null("last_error"))
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
        unique("uq_one_time_tokens_digest", "one_time_tokens", &["digest"]),
        index("ix_one_time_tokens_user", "one_time_tokens", &["user_id"]),
        index("ix_one_time_tokens_expires_at", "one_time_tokens", &["expires_at"]),
        // What has no next attempt is sent, or given up.
        index("ix_mail_outbox_next_attempt_at", "mail_outbox", &["next_attempt_at"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in columns() {
            manager.alter_table(statement).await?;
        }
        for statement in sessions().into_iter().chain(mail()) {
            manager.create_table(statement).await?;
        }
        for statement in indexes() {
            manager.create_index(statement).await?;
        }
        Ok(())
    }
}
