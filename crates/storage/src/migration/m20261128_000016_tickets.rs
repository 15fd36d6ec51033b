//! Tickets, their messages, and the files that came with those: in the database, so that they are backed up with it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto as pk, blob, boolean, string, string_null,
};

use super::parts::{index, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const SIDES: [&str; 2] = ["customer", "operator"];
const STATUSES: [&str; 4] = ["open", "pending", "resolved", "closed"];

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table("tickets")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(int("opener_id"))
            .col(string("subject"))
            .col(string("priority"))
            .col(string("category"))
            .col(int_null("license_id"))
            .col(string("status"))
            .col(int_null("resolved_at"))
            .col(int("last_reply_at"))
            .col(string("last_reply_by"))
            .col(int("created_at"))
            .col(int("updated_at"))
            .check(Expr::col("status").is_in(STATUSES))
            .check(Expr::col("last_reply_by").is_in(SIDES))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .foreign_key(&mut reference("opener_id", "users"))
            .foreign_key(&mut reference("license_id", "licenses"))
            .take(),
        table("ticket_messages")
            .col(pk("id"))
            .col(int("ticket_id"))
            .col(int("author_id"))
            .col(string_null("author_name"))
            .col(string("author_role"))
            .col(boolean("internal"))
            .col(string("body"))
            .col(int("created_at"))
            .check(Expr::col("author_role").is_in(SIDES))
            .foreign_key(&mut reference("ticket_id", "tickets"))
            .foreign_key(&mut reference("author_id", "users"))
            .take(),
        table("ticket_attachments")
            .col(pk("id"))
            .col(int("ticket_id"))
            .col(int("message_id"))
            .col(string("name"))
            .col(string("media_type"))
            .col(int("size"))
            .col(blob("content"))
            .foreign_key(&mut reference("ticket_id", "tickets"))
            .foreign_key(&mut reference("message_id", "ticket_messages"))
            .take(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("ix_tickets_tenant", "tickets", &["tenant_id", "id"]),
        index("ix_tickets_status", "tickets", &["status", "resolved_at"]),
        index("ix_ticket_messages_ticket", "ticket_messages", &["ticket_id", "id"]),
        index("ix_ticket_attachments_ticket", "ticket_attachments", &["ticket_id", "id"]),
        index("ix_ticket_attachments_message", "ticket_attachments", &["message_id"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in tables() {
            manager.create_table(statement).await?;
        }
        for statement in indexes() {
            manager.create_index(statement).await?;
        }
        Ok(())
    }
}
