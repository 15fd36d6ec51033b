//! Adding licences.

use keyward_domain::subscription::Subscription;
use keyward_domain::{Customer, Id, LicenseSource, Product, Tenant, Tier, Timestamp};
use keyward_token::Digest;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::{StoredLicense, stored};
use crate::entity::license::ActiveModel;
use crate::{StorageError, Tx};

/// A licence to be.
#[derive(Debug, Clone)]
pub struct NewLicense {
    /// The account that it belongs to.
    pub tenant: Id<Tenant>,
    /// The account's client that it is for.
    pub customer: Option<Id<Customer>>,
    /// What it licenses.
    pub product: Id<Product>,
    /// How much of it.
    pub tier: Id<Tier>,
    /// How it comes about.
    pub source: LicenseSource,
    /// The batch that it is made in.
    pub batch: Option<String>,
    /// The subscription that pays for it.
    pub subscription: Option<Id<Subscription>>,
    /// What its key is found by.
    pub index: Digest,
    /// Its key, sealed by the caller.
    pub sealed: Vec<u8>,
    /// What of its key may be shown to anybody.
    pub display: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it is made.
    pub now: Timestamp,
}

/// Adds licences, in that order. `Taken(LicenseKey)` when one of the keys is there already.
pub async fn insert_all(tx: &Tx, new: &[NewLicense]) -> Result<Vec<StoredLicense>, StorageError> {
    let mut made = Vec::with_capacity(new.len());
    for new in new {
        made.push(stored(row(new).insert(&tx.0).await?)?);
    }
    Ok(made)
}

fn row(new: &NewLicense) -> ActiveModel {
    ActiveModel {
        tenant_id: Set(new.tenant.get()),
        customer_id: Set(new.customer.map(Id::get)),
        product_id: Set(new.product.get()),
        tier_id: Set(new.tier.get()),
        source: Set(new.source.as_str().to_owned()),
        batch: Set(new.batch.clone()),
        subscription_id: Set(new.subscription.map(Id::get)),
        key_index: Set(new.index.as_bytes().to_vec()),
        key_sealed: Set(new.sealed.clone()),
        key_display: Set(new.display.clone()),
        expires_at: Set(new.expires_at.as_micros()),
        epoch: Set(0),
        created_at: Set(new.now.as_micros()),
        updated_at: Set(new.now.as_micros()),
        ..Default::default()
    }
}
