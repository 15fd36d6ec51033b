//! A row as the domain sees it.

use keyward_domain::{Id, License, LicenseFacts, Name, Revocation, Suspension};

use super::StoredLicense;
use crate::StorageError;
use crate::column::{At, time};
use crate::entity::license::Model;

pub(super) fn stored(row: Model) -> Result<StoredLicense, StorageError> {
    let sealed = row.key_sealed.clone();
    let index = At("licenses", "key_index").hash(&row.key_index)?;
    Ok(StoredLicense { license: read(row)?, sealed, index: keyward_token::Digest::from_bytes(index) })
}

pub(super) fn read(row: Model) -> Result<License, StorageError> {
    let reason = |column, text: Option<String>| -> Result<Option<Name>, StorageError> {
        text.as_deref().map(|text| At("licenses", column).name(text)).transpose()
    };
    let revoked = match row.revoked_at {
        Some(at) => Some(Revocation { at: time(at), reason: reason("revoke_reason", row.revoke_reason)? }),
        None => None,
    };
    let suspended = match row.suspended_at {
        Some(at) => Some(Suspension { at: time(at), reason: reason("suspend_reason", row.suspend_reason)? }),
        None => None,
    };
    Ok(License {
        id: Id::new(row.id),
        tenant: Id::new(row.tenant_id),
        customer: row.customer_id.map(Id::new),
        product: Id::new(row.product_id),
        tier: Id::new(row.tier_id),
        source: At("licenses", "source").parse(&row.source)?,
        batch: row.batch,
        subscription: row.subscription_id.map(Id::new),
        display: row.key_display,
        facts: LicenseFacts {
            expires_at: time(row.expires_at),
            revoked,
            suspended,
            deleted_at: row.deleted_at.map(time),
            epoch: row.epoch,
        },
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    })
}
