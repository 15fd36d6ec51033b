//! Components of products, and the releases of both.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto as pk, blob, boolean, string, string_null,
};

use super::parts::{index, reference, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<TableCreateStatement> {
    // A release is of a product or of a component.
    let of_one = Expr::col("product_id").is_null().ne(Expr::col("component_id").is_null());
    vec![
        table("components")
            .col(pk("id"))
            .col(int("product_id"))
            .col(string("slug"))
            .col(string("name"))
            .col(string("description"))
            .col(string("kind"))
            .col(int("tier_id"))
            .col(string("requires_product"))
            .col(string("depends_on"))
            .col(string("features"))
            .col(int("created_at"))
            .col(int("updated_at"))
            .foreign_key(&mut reference("product_id", "products"))
            .foreign_key(&mut reference("tier_id", "tiers"))
            .take(),
        table("releases")
            .col(pk("id"))
            .col(int_null("product_id"))
            .col(int_null("component_id"))
            .col(string("version"))
            .col(string("channel"))
            .col(string("changelog"))
            .col(string_null("upgrade_notice"))
            .col(string_null("requires"))
            .col(string_null("tested"))
            .col(string_null("requires_php"))
            .col(int("rollout_percent"))
            .col(string_null("from_least"))
            .col(string_null("from_most"))
            .col(boolean("critical"))
            .col(boolean("autoupdate"))
            .col(boolean("stop"))
            .col(string("object"))
            .col(int("size"))
            .col(blob("sha256"))
            .col(string("signature"))
            .col(string("key_id"))
            .col(int("created_at"))
            .col(int_null("published_at"))
            .col(int_null("yanked_at"))
            .check(of_one)
            .check(Expr::col("channel").is_in(["stable", "rc", "beta", "alpha", "dev"]))
            .check(Expr::col("rollout_percent").between(0, 100))
            .foreign_key(&mut reference("product_id", "products"))
            .foreign_key(&mut reference("component_id", "components"))
            .take(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("uq_components_slug", "components", &["slug"]),
        index("ix_components_product", "components", &["product_id", "id"]),
        unique("uq_releases_product", "releases", &["product_id", "version"]),
        unique("uq_releases_component", "releases", &["component_id", "version"]),
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
