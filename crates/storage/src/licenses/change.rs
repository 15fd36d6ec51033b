//! Changing licences.

use keyward_domain::{Customer, Id, License, LicenseFacts, Tier, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::read;
use crate::column::micros;
use crate::entity::license::{ActiveModel, Column, Entity};
use crate::{StorageError, Tx};

/// What to change of a licence; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct LicenseChange {
    /// What its state follows from. Another end is noted anew when it comes.
    pub facts: Option<LicenseFacts>,
    /// How much of the product.
    pub tier: Option<Id<Tier>>,
    /// The client that it is for.
    pub customer: Option<Id<Customer>>,
}

/// Changes a licence that this transaction holds.
pub async fn change(
    tx: &Tx,
    license: &License,
    change: &LicenseChange,
    now: Timestamp,
) -> Result<License, StorageError> {
    let mut row =
        ActiveModel { id: Set(license.id.get()), updated_at: Set(now.as_micros()), ..Default::default() };
    if let Some(facts) = &change.facts {
        let (revoked, suspended) = (&facts.revoked, &facts.suspended);
        let text = |name: Option<&keyward_domain::Name>| name.map(ToString::to_string);
        row.expires_at = Set(facts.expires_at.as_micros());
        row.revoked_at = Set(micros(revoked.as_ref().map(|revoked| revoked.at)));
        row.revoke_reason = Set(text(revoked.as_ref().and_then(|revoked| revoked.reason.as_ref())));
        row.suspended_at = Set(micros(suspended.as_ref().map(|suspended| suspended.at)));
        row.suspend_reason = Set(text(suspended.as_ref().and_then(|suspended| suspended.reason.as_ref())));
        row.deleted_at = Set(micros(facts.deleted_at));
        row.epoch = Set(facts.epoch);
        if facts.expires_at != license.facts.expires_at {
            row.expiry_noted_at = Set(None);
        }
    }
    if let Some(tier) = change.tier {
        row.tier_id = Set(tier.get());
    }
    if let Some(customer) = change.customer {
        row.customer_id = Set(Some(customer.get()));
    }
    tx.notes().license(license.id.get());
    read(row.update(&tx.0).await?)
}

/// Notes that the end of these licences was told.
pub async fn note_expiry(
    tx: &Tx,
    ids: impl IntoIterator<Item = Id<License>>,
    now: Timestamp,
) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::ExpiryNotedAt, Expr::value(now.as_micros()))
        .filter(Column::Id.is_in(ids.into_iter().map(Id::get)))
        .exec(&tx.0)
        .await?;
    Ok(())
}
