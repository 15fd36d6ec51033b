//! The first tables: settings, tenants, environments, owners, roles, keys, audit, idempotency.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto as pk, blob, integer, string, string_null,
};

use super::parts::{index, reference, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn accounts() -> Vec<TableCreateStatement> {
    vec![
        table("settings").col(string("name").primary_key()).col(blob("value")).take(),
        table("tenants")
            .col(pk("id"))
            .col(string("name"))
            .col(string("status"))
            .col(int("created_at"))
            .take(),
        table("environments")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(string("name"))
            .col(string("kind"))
            .col(int("created_at"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .take(),
        table("users")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(string("email"))
            .col(string_null("name"))
            .col(string("roles"))
            .col(int("created_at"))
            .col(int_null("deleted_at"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .take(),
        table("service_accounts")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(string("name"))
            .col(string("roles"))
            .col(int("created_at"))
            .col(int_null("deleted_at"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .take(),
        table("customers")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(int("environment_id"))
            .col(string("external_id"))
            .col(string("name"))
            .col(string_null("email"))
            .col(string("metadata"))
            .col(int("created_at"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .foreign_key(&mut reference("environment_id", "environments"))
            .take(),
        table("roles")
            .col(pk("id"))
            .col(int("tenant_id"))
            .col(string("name"))
            .col(string("title"))
            .col(string("description"))
            .col(string("permissions"))
            .col(int("created_at"))
            .col(int("updated_at"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .take(),
    ]
}

fn keys() -> TableCreateStatement {
    let owners = ["user_id", "service_account_id", "customer_id"];
    let owned = owners.map(|column| Expr::col(column).is_not_null());
    // Exactly one owner.
    let [user, machine, customer] = owned;
    let one_owner = Expr::expr(user)
        .cast_as("integer")
        .add(machine.cast_as("integer"))
        .add(customer.cast_as("integer"))
        .eq(1);
    table("keys")
        .col(pk("id"))
        .col(int("tenant_id"))
        .col(int("environment_id"))
        .col(string("kind"))
        .col(string("name"))
        .col(string_null("description"))
        .col(int_null("user_id"))
        .col(int_null("service_account_id"))
        .col(int_null("customer_id"))
        .col(string("format"))
        .col(string("display"))
        .col(blob("digest"))
        .col(string("algorithm"))
        .col(string("state"))
        .col(string("roles"))
        .col(string("permissions"))
        .col(string("networks"))
        .col(string("metadata"))
        .col(int_null("expires_at"))
        .col(int_null("last_used_at"))
        .col(int_null("revoked_at"))
        .col(int_null("successor_id"))
        .col(int("created_at"))
        .col(int("updated_at"))
        .check(one_owner)
        .check(Expr::col("state").is_in(["active", "disabled", "revoked"]))
        .foreign_key(&mut reference("tenant_id", "tenants"))
        .foreign_key(&mut reference("environment_id", "environments"))
        .foreign_key(&mut reference("user_id", "users"))
        .foreign_key(&mut reference("service_account_id", "service_accounts"))
        .foreign_key(&mut reference("customer_id", "customers"))
        .foreign_key(&mut reference("successor_id", "keys"))
        .take()
}

fn audit() -> Vec<TableCreateStatement> {
    vec![
        table("audit_heads")
            .col(int("tenant_id").primary_key())
            .col(int("sequence"))
            .col(blob("hash"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .take(),
        table("audit")
            .col(int("tenant_id"))
            .col(int("sequence"))
            .col(int("at"))
            .col(string("actor_kind"))
            .col(string("actor_id"))
            .col(string("actor_name"))
            .col(string_null("address"))
            .col(string("request_id"))
            .col(string("action"))
            .col(string("target_kind"))
            .col(int("target_id"))
            .col(string("target_name"))
            .col(string("outcome"))
            .col(string("detail"))
            .col(blob("hash"))
            .primary_key(Index::create().col("tenant_id").col("sequence"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .take(),
        table("idempotency")
            .col(pk("id"))
            .col(string("scope"))
            .col(string("key"))
            .col(blob("fingerprint"))
            .col(integer("status"))
            .col(blob("answer"))
            .col(int("expires_at"))
            .take(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("uq_tenants_name", "tenants", &["name"]),
        unique("uq_environments_name", "environments", &["tenant_id", "name"]),
        // Who was deleted may come back under the same address.
        unique("uq_users_email", "users", &["email"]).and_where(Expr::col("deleted_at").is_null()).take(),
        index("ix_users_tenant", "users", &["tenant_id", "id"]),
        index("ix_service_accounts_tenant", "service_accounts", &["tenant_id", "id"]),
        unique("uq_customers_external_id", "customers", &["environment_id", "external_id"]),
        unique("uq_roles_name", "roles", &["tenant_id", "name"]),
        unique("uq_keys_digest", "keys", &["digest"]),
        index("ix_keys_environment", "keys", &["environment_id", "id"]),
        index("ix_keys_user", "keys", &["user_id"]),
        index("ix_keys_service_account", "keys", &["service_account_id"]),
        index("ix_keys_customer", "keys", &["customer_id"]),
        unique("uq_idempotency_key", "idempotency", &["scope", "key"]),
        index("ix_idempotency_expires_at", "idempotency", &["expires_at"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in accounts().into_iter().chain([keys()]).chain(audit()) {
            manager.create_table(statement).await?;
        }
        for statement in indexes() {
            manager.create_index(statement).await?;
        }
        Ok(())
    }
}
