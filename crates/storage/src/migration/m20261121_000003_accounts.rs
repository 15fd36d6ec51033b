//! Accounts of the licensing hub, tokens sent by e-mail, and the mail that waits to be sent.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto as pk, blob, blob_null, integer, string,
    string_null,
};

use super::parts::{index, reference, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TYPES: [&str; 4] = ["customer", "developer", "reseller", "agency"];

/// SQLite adds one column a statement.
fn columns() -> Vec<TableAlterStatement> {
    let mut account_type = string("account_type");
    account_type.default("customer").check(Expr::col("account_type").is_in(TYPES));
    let mut pending_type = string_null("pending_type");
    pending_type.check(Expr::col("pending_type").is_in(TYPES));
    let pointing = |column: &'static str, to: &'static str| {
        let mut pointing = int_null(column);
        pointing.extra(format!("REFERENCES {to} (id)"));
        pointing
    };
    let tenant = [
        account_type,
        pending_type,
        string_null("company"),
        string_null("referral_code"),
        int_null("license_limit"),
        pointing("referred_by_id", "tenants"),
        pointing("owner_id", "users"),
    ];
    let user = [int_null("email_verified_at"), int_null("disabled_at")];
    let add = |table: &'static str| move |column| Table::alter().table(table).add_column(column).take();
    tenant.map(add("tenants")).into_iter().chain(user.map(add("users"))).collect()
}

/// Whoever was here before has proven their address by working here; a tenant's first person is its owner.
const BACKFILL: [&str; 2] = [
    "UPDATE users SET email_verified_at = created_at",
    "UPDATE tenants SET owner_id = (SELECT MIN(id) FROM users WHERE users.tenant_id = tenants.id)",
];

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table("email_tokens")
            .col(pk("id"))
            .col(blob("digest"))
            .col(int("user_id"))
            .col(string("purpose"))
            .col(string("email"))
            .col(int("created_at"))
            .col(int("expires_at"))
            .col(int_null("used_at"))
            .foreign_key(&mut reference("user_id", "users"))
            .take(),
        table("outbox")
            .col(pk("id"))
            .col(string("mail_id"))
            .col(int("tenant_id"))
            .col(string("recipient"))
            .col(string("kind"))
            .col(blob_null("sealed"))
            .col(int("created_at"))
            .col(int("expires_at"))
            .col(integer("attempts"))
            .col(int_null("next_attempt_at"))
            .col(int_null("sent_at"))
            .col(string_null("last_error"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .take(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("uq_tenants_referral_code", "tenants", &["referral_code"]),
        index("ix_tenants_owner", "tenants", &["owner_id"]),
        unique("uq_email_tokens_digest", "email_tokens", &["digest"]),
        index("ix_email_tokens_user", "email_tokens", &["user_id", "purpose"]),
        index("ix_email_tokens_expires_at", "email_tokens", &["expires_at"]),
        unique("uq_outbox_mail_id", "outbox", &["mail_id"]),
        index("ix_outbox_next_attempt_at", "outbox", &["next_attempt_at"]),
        index("ix_outbox_created_at", "outbox", &["created_at"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in columns() {
            manager.alter_table(statement).await?;
        }
        for statement in BACKFILL {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        for statement in tables() {
            manager.create_table(statement).await?;
        }
        for statement in indexes() {
            manager.create_index(statement).await?;
        }
        Ok(())
    }
}
