//! Tell a site whether it may go on.

use std::sync::Arc;

use keyward_domain::{
    Activation, Invalid, License, LicenseKey, LicenseStatus, Product, Tier, Timestamp, Verify, VerifyCode,
    verify as decide,
};

use super::Slots;
use super::site::{domain, key, text};
use crate::kept::{Look, Site, look};
use crate::tokens::{Place, Proof, Term, proof};
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
    pub license: Arc<License>,
    /// Its key.
    pub key: LicenseKey,
    /// What it licenses.
    pub product: Arc<Product>,
    /// How much of it.
    pub tier: Arc<Tier>,
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

/// Answers for every known key; `license_not_found` for others. Nothing is written on the way, and of a licence that was asked about lately
/// nothing is read.
pub async fn verify(hub: &Hub, input: &VerifySite) -> Result<Verified, Error> {
    let mut invalid = Invalid::none();
    let site = domain(&mut invalid, "domain", &input.domain);
    let fingerprint = text(&mut invalid, "fingerprint", input.fingerprint.as_deref());
    let nonce = text(&mut invalid, "nonce", input.nonce.as_deref());
    let domain = invalid.into_value(site)?;
    let key = key(hub, &input.license_key)?;
    let look = look(hub, &hub.keys().index(&key), &domain).await?.ok_or_else(Error::no_license)?;
    let (now, settings) = (hub.now(), hub.settings());
    let (facts, used) = (&look.license.facts, look.used);
    let there = look.site.as_ref().map(|site| &site.activation);
    let code = decide(&Verify {
        facts,
        product: &look.product.slug,
        asked_product: input.product.as_deref(),
        activation: there.map(|one| (one.counted, one.fingerprint.as_deref())),
        fingerprint: fingerprint.as_deref(),
        limit: look.tier.domains,
        used,
        grace: settings.grace,
        now,
    });
    let there = look.site.as_ref().filter(|_| code.is_valid());
    let (activation, proof) = match there {
        None => (None, None),
        Some(site) => {
            let proof = prove(hub, &key, &look, site, nonce.as_deref(), now).await?;
            (Some(Activation { last_seen_at: now, ..site.activation.clone() }), Some(proof))
        }
    };
    let grace_until = (code == VerifyCode::ValidGrace).then(|| facts.expires_at.plus(settings.grace));
    let next_check_at = proof.as_ref().map_or_else(|| now.plus(settings.check_every), |proof| proof.check_at);
    let (status, slots) = (facts.status(now), Slots { limit: look.tier.domains, used });
    let Look { license, product, tier, .. } = look;
    Ok(Verified {
        license,
        key,
        product,
        tier,
        status,
        code,
        activation,
        slots,
        proof,
        next_check_at,
        grace_until,
    })
}

/// Notes that the site asked, and gives it its token: a moment's old one, where it asks for no other.
async fn prove(
    hub: &Hub,
    key: &LicenseKey,
    look: &Look,
    site: &Site,
    nonce: Option<&str>,
    now: Timestamp,
) -> Result<Proof, Error> {
    if site.is_to_be_noted(now) {
        hub.saw(site.activation.id, now);
    }
    let signing = hub.signer().key(hub.authority()).await?;
    let status = look.license.facts.status(now);
    if nonce.is_none()
        && let Some(told) = site.told(signing.kid(), status, now)
    {
        return Ok(told);
    }
    let place = Place {
        key,
        license: &look.license,
        product: &look.product,
        tier: &look.tier,
        activation: &site.activation,
    };
    let proof = proof(hub, &signing, place, nonce, Term::token(hub, &look.license, now), now)?;
    if nonce.is_none() {
        site.tell(signing.kid(), status, &proof, now);
    }
    Ok(proof)
}
