//! The licences of an account.

use keyward_domain::{Customer, Id, LicenseSource, LicenseStatus, Page, Product, Tenant, Tier, Timestamp};
use keyward_token::Digest;
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::find::standing;
use super::{StoredLicense, stored};
use crate::column::holds;
use crate::entity::activation;
use crate::entity::license::Column;
use crate::{Connection, StorageError};

/// Which licences of an account; what is `None` does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// For this client.
    pub customer: Option<Id<Customer>>,
    /// Of this product.
    pub product: Option<Id<Product>>,
    /// Of this tier.
    pub tier: Option<Id<Tier>>,
    /// That came about so.
    pub source: Option<LicenseSource>,
    /// Of this status at that time.
    pub status: Option<(LicenseStatus, Timestamp)>,
    /// Ending before then.
    pub expires_before: Option<Timestamp>,
    /// With this key or domain.
    pub search: Option<Search>,
}

/// What somebody typed to find a licence by.
#[derive(Debug, Clone)]
pub struct Search {
    /// A part of a key as it is shown, or of a domain on which it is active.
    pub text: String,
    /// The whole key, when it is one.
    pub index: Option<Digest>,
}

/// A page of the account's licences, newest first, and how many there are on all pages.
pub async fn list(
    db: &impl Connection,
    tenant: Id<Tenant>,
    filter: &Filter,
    page: Page,
) -> Result<(Vec<StoredLicense>, u64), StorageError> {
    let found = standing().filter(Column::TenantId.eq(tenant.get())).filter(condition(filter));
    let total = found.clone().count(db.orm()).await?;
    let rows = found.order_by_desc(Column::Id).limit(page.limit).offset(page.offset).all(db.orm()).await?;
    Ok((rows.into_iter().map(stored).collect::<Result<_, _>>()?, total))
}

fn condition(filter: &Filter) -> Condition {
    Condition::all()
        .add_option(filter.customer.map(|id| Column::CustomerId.eq(id.get())))
        .add_option(filter.product.map(|id| Column::ProductId.eq(id.get())))
        .add_option(filter.tier.map(|id| Column::TierId.eq(id.get())))
        .add_option(filter.source.map(|source| Column::Source.eq(source.as_str())))
        .add_option(filter.expires_before.map(|end| Column::ExpiresAt.lt(end.as_micros())))
        .add_option(filter.status.map(|(status, now)| of_status(status, now)))
        .add_option(filter.search.as_ref().map(matches))
}

/// The same as [`keyward_domain::LicenseFacts::standing`] says of each row.
fn of_status(status: LicenseStatus, now: Timestamp) -> Condition {
    let unrevoked = Condition::all().add(Column::RevokedAt.is_null());
    let free = unrevoked.clone().add(Column::SuspendedAt.is_null());
    match status {
        LicenseStatus::Revoked => Condition::all().add(Column::RevokedAt.is_not_null()),
        LicenseStatus::Suspended => unrevoked.add(Column::SuspendedAt.is_not_null()),
        LicenseStatus::Expired => free.add(Column::ExpiresAt.lte(now.as_micros())),
        LicenseStatus::Active => free.add(Column::ExpiresAt.gt(now.as_micros())),
    }
}

fn matches(search: &Search) -> Condition {
    let domain: Expr = holds(activation::Column::Domain, &search.text.to_lowercase());
    let there = activation::Entity::find()
        .select_only()
        .column(activation::Column::LicenseId)
        .filter(activation::Column::ReleasedAt.is_null())
        .filter(domain)
        .into_query();
    Condition::any()
        .add(holds(Column::KeyDisplay, &search.text.to_uppercase()))
        .add(Column::Id.in_subquery(there))
        .add_option(search.index.map(|index| Column::KeyIndex.eq(index.as_bytes().to_vec())))
}
