//! Signing an offline token.

use keyward_authority::signing::RingKey;
use keyward_domain::{Activation, License, LicenseKey, Product, Tier, Timestamp};
use keyward_token::Digest;

use super::claims::Claims;
use crate::{Error, Hub};

/// An offline proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The token: a JWS in compact form.
    pub token: String,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// A licence where it is active.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    pub(crate) key: &'a LicenseKey,
    pub(crate) license: &'a License,
    pub(crate) product: &'a Product,
    pub(crate) tier: &'a Tier,
    pub(crate) activation: &'a Activation,
}

/// Signs what the site may rely on. It never outlives the licence's grace.
pub(crate) fn proof(
    hub: &Hub,
    key: &RingKey,
    site: Site<'_>,
    nonce: Option<&str>,
    now: Timestamp,
) -> Result<Proof, Error> {
    let settings = hub.settings();
    let last = site.license.facts.expires_at.plus(settings.grace);
    let expires_at = now.plus(settings.token_ttl).min(last);
    let claims = Claims {
        iss: &hub.authority().policy().issuer,
        lid: site.license.id.get(),
        kh: Digest::sha256(site.key.expose()).to_hex(),
        prd: site.product.slug.as_str(),
        tier: site.tier.name.as_str(),
        sts: site.license.facts.status(now).as_str(),
        ftr: site.tier.features.iter().map(keyward_domain::Feature::as_str).collect(),
        dom: site.activation.domain.as_str(),
        fph: site.activation.fingerprint.as_deref(),
        epc: site.license.facts.epoch,
        iat: now.as_seconds(),
        chk: now.plus(settings.check_every).as_seconds(),
        exp: expires_at.as_seconds(),
        grc: now.plus(settings.token_grace).min(last).as_seconds(),
        nonce,
    };
    Ok(Proof { token: key.sign(&claims)?.expose().to_owned(), expires_at })
}
