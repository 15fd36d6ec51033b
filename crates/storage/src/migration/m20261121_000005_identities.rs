//! People whom an external issuer vouches for, and the tenants that it named.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto as pk, boolean, string,
};

use super::parts::{index, reference, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A row is claimed before the thing that it names is made, in one transaction: whoever reads finds it named.
fn tables() -> Vec<TableCreateStatement> {
    vec![
        table("identities")
            .col(pk("id"))
            .col(string("issuer"))
            .col(string("subject"))
            .col(int_null("user_id"))
            .col(boolean("own_tenant"))
            .col(int("created_at"))
            .foreign_key(&mut reference("user_id", "users"))
            .take(),
        table("identity_tenants")
            .col(pk("id"))
            .col(string("issuer"))
            .col(string("name"))
            .col(int_null("tenant_id"))
            .col(int("created_at"))
            .foreign_key(&mut reference("tenant_id", "tenants"))
            .take(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("uq_identities_subject", "identities", &["issuer", "subject"]),
        index("ix_identities_user", "identities", &["user_id"]),
        unique("uq_identity_tenants_name", "identity_tenants", &["issuer", "name"]),
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
