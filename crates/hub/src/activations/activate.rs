//! Activate a licence on a domain.

use keyward_authority::Origin;
use keyward_domain::{
    Activate, ActivateRefusal, Activation, ActivationLimits, Invalid, License, LicenseKey, LicenseStatus,
    Product, ReleasedBy, SiteDomain, Tier, Timestamp, VerifyCode, activate as decide,
};
use keyward_storage::activations::{self, NewActivation, Seen};
use keyward_storage::{Tx, audit, licenses};

use super::Slots;
use super::site::{domain, entry, key, text};
use crate::error::{Refusal, RefusalKind};
use crate::events::{ACTIVATED, DEACTIVATED, Subject, tell};
use crate::licenses::context;
use crate::tokens::{Place, Proof, Term, proof};
use crate::{Error, Hub};

/// What a site asks, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct ActivateSite {
    /// The licence's key.
    pub license_key: String,
    /// Where the site is: a URL or a domain.
    pub domain: String,
    /// The slug of the product that it runs.
    pub product: Option<String>,
    /// What it says of its server; 1 to 255 characters.
    pub fingerprint: Option<String>,
    /// The product's version there.
    pub version: Option<String>,
    /// What people call the site.
    pub label: Option<String>,
    /// A domain that gives its place to this one.
    pub replace_domain: Option<String>,
}

/// A licence that is active on a domain.
#[derive(Debug)]
pub struct Activated {
    /// The licence.
    pub license: License,
    /// Its key.
    pub key: LicenseKey,
    /// What it licenses.
    pub product: Product,
    /// How much of it.
    pub tier: Tier,
    /// Its status at this moment.
    pub status: LicenseStatus,
    /// The activation.
    pub activation: Activation,
    /// Whether it was active there before.
    pub already: bool,
    /// How many domains it may have, and has.
    pub slots: Slots,
    /// What the site may rely on while it reaches nobody.
    pub proof: Proof,
    /// When it is to ask again.
    pub next_check_at: Timestamp,
}

struct Checked {
    domain: SiteDomain,
    replace: Option<SiteDomain>,
    fingerprint: Option<String>,
    seen: Seen,
}

/// Activates a licence on a domain. Where it is active already nothing changes, and the same activation is answered; but not to a site that
/// [`verify`](super::verify::verify) would refuse, which gets no token here either. Of many that ask at once for the last place, one gets it.
pub async fn activate(hub: &Hub, origin: &Origin, input: &ActivateSite) -> Result<Activated, Error> {
    let checked = check(input)?;
    let key = key(hub, &input.license_key)?;
    // With no transaction open: it may write a new one.
    let signing = hub.signer().key(hub.authority()).await?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    let found = licenses::lock_by_index(&tx, &hub.keys().index(&key)).await?;
    let license = found.ok_or_else(Error::no_license)?.license;
    let (product, tier) = context(&tx, &license).await?;
    let before = activations::find(&tx, license.id, &checked.domain).await?;
    let mut changes = Changes::default();
    let subject = Subject { license: &license, product: &product, tier: &tier };
    if let Some(old) = checked.replace.as_ref().filter(|old| **old != checked.domain)
        && activations::release(&tx, license.id, old, ReleasedBy::Replaced, now).await?.is_some()
    {
        changes.events.push(subject.event(hub, DEACTIVATED, Some(old), now));
        changes.entries.push(entry(&license, origin, "license.deactivate", old));
    }
    let limits = limits(hub, &tx, &license, &tier).await?;
    let counts = hub.settings().uncounted.counts(&checked.domain);
    decide(&Activate {
        facts: &license.facts,
        product: &product.slug,
        asked_product: input.product.as_deref(),
        there: before.as_ref().map(|one| (one.counted, one.fingerprint.as_deref())),
        fingerprint: checked.fingerprint.as_deref(),
        counts,
        limits,
        now,
    })
    .map_err(refused)?;
    let (already, mut used) = (before.is_some(), limits.counted_used);
    let activation = if let Some(before) = before {
        let fingerprint = checked.fingerprint.filter(|_| before.fingerprint.is_none());
        activations::refresh(&tx, before.id, &Seen { fingerprint, ..checked.seen }, now).await?
    } else {
        let Seen { label, version, .. } = checked.seen;
        let (fingerprint, domain) = (checked.fingerprint, checked.domain);
        changes.events.push(subject.event(hub, ACTIVATED, Some(&domain), now));
        changes.entries.push(entry(&license, origin, "license.activate", &domain));
        used += u64::from(counts);
        let new =
            NewActivation { license: license.id, domain, counted: counts, fingerprint, label, version, now };
        activations::insert(&tx, &new).await?
    };
    audit::append(&tx, license.tenant, now, &changes.entries).await?;
    tell(hub, &tx, license.tenant, &changes.events, now).await?;
    let site =
        Place { key: &key, license: &license, product: &product, tier: &tier, activation: &activation };
    let term = Term::token(hub, &license, now);
    let proof = proof(hub, &signing, site, None, term, now)?;
    tx.commit().await?;
    let status = license.facts.status(now);
    let slots = Slots { limit: tier.domains, used };
    let next_check_at = now.plus(hub.settings().check_every);
    Ok(Activated { license, key, product, tier, status, activation, already, slots, proof, next_check_at })
}

#[derive(Default)]
struct Changes {
    events: Vec<keyward_storage::hub_events::NewHubEvent>,
    entries: Vec<keyward_domain::AuditEvent>,
}

fn check(input: &ActivateSite) -> Result<Checked, Error> {
    let mut invalid = Invalid::none();
    let site = domain(&mut invalid, "domain", &input.domain);
    let fingerprint = text(&mut invalid, "fingerprint", input.fingerprint.as_deref());
    let version = text(&mut invalid, "version", input.version.as_deref());
    let label = text(&mut invalid, "label", input.label.as_deref());
    let replace =
        input.replace_domain.as_deref().and_then(|text| domain(&mut invalid, "replace_domain", text));
    let domain = invalid.into_value(site)?;
    Ok(Checked { domain, replace, fingerprint, seen: Seen { fingerprint: None, label, version } })
}

async fn limits(hub: &Hub, tx: &Tx, license: &License, tier: &Tier) -> Result<ActivationLimits, Error> {
    Ok(ActivationLimits {
        counted: tier.domains,
        counted_used: activations::count(tx, license.id, true).await?,
        uncounted: hub.settings().max_uncounted,
        uncounted_used: activations::count(tx, license.id, false).await?,
    })
}

fn refused(refusal: ActivateRefusal) -> Error {
    use keyward_domain::LicenseRefusal;
    let forbidden =
        |refusal: LicenseRefusal| Error::refused(RefusalKind::Forbidden, refusal.code(), refusal.detail());
    match refusal {
        ActivateRefusal::Revoked => forbidden(LicenseRefusal::Revoked),
        ActivateRefusal::Suspended => forbidden(LicenseRefusal::Suspended),
        ActivateRefusal::Expired => forbidden(LicenseRefusal::Expired),
        ActivateRefusal::ProductMismatch => {
            Error::refused(RefusalKind::Invalid, "product_mismatch", "License is for another product")
        }
        ActivateRefusal::FingerprintMismatch => crate::updates::refused(VerifyCode::FingerprintMismatch),
        ActivateRefusal::LimitReached { limit, used } => {
            let used = i64::try_from(used).unwrap_or(i64::MAX);
            Error::Refused(Refusal {
                kind: RefusalKind::Forbidden,
                code: "activation_limit_reached",
                detail: format!("Activation limit reached ({used} of {})", limit.get()),
                more: vec![("activation_limit", limit.get()), ("activations_used", used)],
            })
        }
    }
}
