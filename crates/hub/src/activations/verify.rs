//! Tell a site whether it may go on.

use keyward_domain::{
    Activation, Invalid, License, LicenseKey, LicenseStatus, Product, Tier, Timestamp, Verify, VerifyCode,
    verify as decide,
};
use keyward_storage::{activations, licenses};

use super::Slots;
use super::site::{domain, key, text};
use crate::licenses::context;
use crate::tokens::{Proof, Site, Term, proof};
use crate::{Error, Hub};

/// What a site asks, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct VerifySite {
    /// The licence's key.
    pub license_key: String,
    /// Where the site is: a URL or a domain.
    pub domain: String,
    /// The slug of the product that it runs.
    pub product: Option<String>,
    /// What it says of its server; 1 to 255 characters.
    pub fingerprint: Option<String>,
    /// Told again in the token, so that the site knows it for an answer to this question; 1 to 255 characters.
    pub nonce: Option<String>,
}

/// What it is told.
#[derive(Debug)]
pub struct Verified {
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
    /// The answer.
    pub code: VerifyCode,
    /// The activation there; `None` unless the site may go on.
    pub activation: Option<Activation>,
    /// How many domains it may have, and has.
    pub slots: Slots,
    /// What the site may rely on while it reaches nobody; `None` unless it may go on.
    pub proof: Option<Proof>,
    /// When it is to ask again.
    pub next_check_at: Timestamp,
    /// Until when it may go on, where the licence has ended.
    pub grace_until: Option<Timestamp>,
}

/// Answers for every known key; `license_not_found` for others. Nothing is written on the way.
pub async fn verify(hub: &Hub, input: &VerifySite) -> Result<Verified, Error> {
    let mut invalid = Invalid::none();
    let site = domain(&mut invalid, "domain", &input.domain);
    let fingerprint = text(&mut invalid, "fingerprint", input.fingerprint.as_deref());
    let nonce = text(&mut invalid, "nonce", input.nonce.as_deref());
    let domain = invalid.into_value(site)?;
    let key = key(hub, &input.license_key)?;
    let (now, settings) = (hub.now(), hub.settings());
    let reader = hub.authority().storage().reader();
    let found = licenses::find(&reader, &hub.keys().index(&key)).await?;
    let license = found.ok_or_else(Error::no_license)?.license;
    let (product, tier) = context(&reader, &license).await?;
    let activation = activations::find(&reader, license.id, &domain).await?;
    let used = activations::count(&reader, license.id, true).await?;
    let code = decide(&Verify {
        facts: &license.facts,
        product: &product.slug,
        asked_product: input.product.as_deref(),
        activation: activation.as_ref().map(|one| (one.counted, one.fingerprint.as_deref())),
        fingerprint: fingerprint.as_deref(),
        limit: tier.domains,
        used,
        grace: settings.grace,
        now,
    });
    let activation =
        activation.filter(|_| code.is_valid()).map(|one| Activation { last_seen_at: now, ..one });
    let proof = match &activation {
        None => None,
        Some(activation) => {
            hub.saw(activation.id, now);
            let signing = hub.signer().key(hub.authority()).await?;
            let site = Site { key: &key, license: &license, product: &product, tier: &tier, activation };
            let term = Term::token(hub, &license, now);
            Some(proof(hub, &signing, site, nonce.as_deref(), term, now)?)
        }
    };
    let grace = (code == VerifyCode::ValidGrace).then(|| license.facts.expires_at.plus(settings.grace));
    Ok(Verified {
        status: license.facts.status(now),
        slots: Slots { limit: tier.domains, used },
        next_check_at: now.plus(settings.check_every),
        grace_until: grace,
        license,
        key,
        product,
        tier,
        code,
        activation,
        proof,
    })
}
