//! Making licences, one or many: the part that both share.

use keyward_authority::Actor;
use keyward_domain::{
    AuditTarget, Customer, Id, Invalid, License, LicenseSource, Pack, Product, Tenant, Tier, Timestamp, draw,
};
use keyward_storage::licenses::{NewLicense, insert_all};
use keyward_storage::{Tx, audit, clients, packs, products, tiers};

use super::{LicenseView, views};
use crate::caller::Caller;
use crate::error::RefusalKind;
use crate::events::{CREATED, Subject, tell};
use crate::{Error, Hub};

/// What is to be made, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct CreateLicense {
    /// The product's id.
    pub product_id: i64,
    /// The tier's name.
    pub tier: String,
    /// When it ends, RFC 3339; a year from now by default.
    pub expires_at: Option<String>,
    /// The client that it is for.
    pub customer_id: Option<i64>,
    /// How it comes about; `individual` by default.
    pub source: Option<String>,
}

const MONTHS: u32 = 12;

/// Checks what is asked for, makes so many, and writes down that they were made. The caller commits.
pub(super) async fn issue(
    hub: &Hub,
    tx: &Tx,
    actor: &Actor,
    input: &CreateLicense,
    quantity: usize,
    batch: Option<String>,
) -> Result<Vec<LicenseView>, Error> {
    let now = hub.now();
    let mut invalid = Invalid::none();
    let source = match input.source.as_deref() {
        None => Some(LicenseSource::Individual),
        Some(text) => invalid.check("source", text.parse::<LicenseSource>()),
    };
    let expires_at = match input.expires_at.as_deref() {
        None => Some(now.plus_months(MONTHS)),
        Some(text) => invalid.check("expires_at", text.parse::<Timestamp>()),
    };
    let (source, expires_at) = invalid.into_value(source.zip(expires_at))?;
    let caller = Caller::lock(hub, tx, actor).await?;
    caller.must_issue()?;
    let may_source = match source {
        LicenseSource::Individual => true,
        LicenseSource::Nfr => caller.is_partner(),
        LicenseSource::BulkPack | LicenseSource::Commitment => caller.is_agency(),
    };
    if !may_source {
        let detail = format!("This account cannot make licenses of the source {source}");
        return Err(Error::refused(RefusalKind::Forbidden, "source_forbidden", detail));
    }
    if expires_at <= now {
        return Err(Error::refused(
            RefusalKind::Invalid,
            "expires_in_past",
            "expires_at must be in the future",
        ));
    }
    if source != LicenseSource::Nfr {
        let more = u64::try_from(quantity).unwrap_or(u64::MAX);
        caller.allowance(tx, actor).await?.admit(more).map_err(|reached| {
            Error::refused(RefusalKind::Forbidden, "license_limit_reached", reached.to_string())
        })?;
    }
    let product = products::get(tx, Id::new(input.product_id)).await?.ok_or_else(Error::no_product)?;
    let tier = tier(tx, &input.tier).await?;
    let customer = customer(tx, actor.tenant, caller, input.customer_id).await?;
    if source == LicenseSource::BulkPack {
        take_from_packs(tx, actor, quantity).await?;
    }
    let new = |_| {
        let (key, index, sealed) = hub.mint();
        NewLicense {
            tenant: actor.tenant,
            customer,
            product: product.id,
            tier: tier.id,
            source,
            batch: batch.clone(),
            subscription: None,
            index,
            sealed,
            display: key.display(),
            expires_at,
            now,
        }
    };
    let made = insert_all(tx, &(0..quantity).map(new).collect::<Vec<_>>()).await?;
    let made = views(hub, tx, made, now).await?;
    told(hub, tx, actor, &made, (&product, &tier), now).await?;
    Ok(made)
}

/// Takes so many out of the account's packs, the oldest first; the account is held.
async fn take_from_packs(tx: &Tx, actor: &Actor, quantity: usize) -> Result<(), Error> {
    let packs = packs::of(tx, actor.tenant).await?;
    let taken = draw(&packs, u32::try_from(quantity).unwrap_or(u32::MAX)).ok_or_else(|| {
        let left: u32 = packs.iter().map(Pack::remaining).sum();
        let detail = format!("The packs of this account hold {left} more licenses");
        Error::refused(RefusalKind::Forbidden, "pack_credits_exhausted", detail)
    })?;
    for (pack, count) in taken {
        packs::take(tx, pack, count).await?;
    }
    Ok(())
}

/// The tier of that name.
pub(super) async fn tier(tx: &Tx, name: &str) -> Result<Tier, Error> {
    if let Some(tier) = tiers::find(tx, name).await? {
        return Ok(tier);
    }
    let all = tiers::all(tx).await?;
    let names: Vec<_> = all.iter().map(|tier| tier.name.as_str()).collect();
    Err(Invalid::one("tier", format_args!("must be one of {}", names.join(", "))).into())
}

/// The client of the licence's account that it is to be for; it stays until the transaction ends.
pub(super) async fn customer(
    tx: &Tx,
    tenant: Id<Tenant>,
    caller: Caller,
    id: Option<i64>,
) -> Result<Option<Id<Customer>>, Error> {
    let Some(id) = id.map(Id::new) else { return Ok(None) };
    if !caller.is_partner() {
        let detail = "Only Reseller and Agency accounts can assign licenses to clients";
        return Err(Error::refused(RefusalKind::Forbidden, "customer_assignment_forbidden", detail));
    }
    if clients::hold(tx, tenant, id).await? { Ok(Some(id)) } else { Err(Error::no_client()) }
}

async fn told(
    hub: &Hub,
    tx: &Tx,
    actor: &Actor,
    made: &[LicenseView],
    (product, tier): (&Product, &Tier),
    now: Timestamp,
) -> Result<(), Error> {
    let mut events = Vec::with_capacity(made.len());
    let mut entries = Vec::with_capacity(made.len());
    for LicenseView { license, .. } in made {
        events.push(Subject { license, product, tier }.event(hub, CREATED, None, now));
        let target = AuditTarget { kind: "license", id: license.id.get(), name: license.display.clone() };
        let detail = created(license, product, tier).to_string();
        entries.push(hub.authority().event(actor, "license.create", target, detail));
    }
    audit::append(tx, actor.tenant, now, &entries).await?;
    tell(hub, tx, actor.tenant, &events, now).await?;
    Ok(hub.authority().still_stands(tx, actor, &[], now).await?)
}

/// What the audit trail says of a new licence.
pub(crate) fn created(license: &License, product: &Product, tier: &Tier) -> serde_json::Value {
    serde_json::json!({
        "product": product.slug.as_str(),
        "tier": tier.name.as_str(),
        "customer_id": license.customer.map(Id::get),
        "batch": license.batch,
        "subscription_id": license.subscription.map(Id::get),
    })
}
