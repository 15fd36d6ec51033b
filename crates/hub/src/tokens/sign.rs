//! Signing an offline token.

use std::time::Duration;

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
    /// When the site is to ask again.
    pub check_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// A licence where it is active.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) key: &'a LicenseKey,
    pub(crate) license: &'a License,
    pub(crate) product: &'a Product,
    pub(crate) tier: &'a Tier,
    pub(crate) activation: &'a Activation,
}

/// Until when a proof may be relied on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Term {
    pub(crate) check: Timestamp,
    pub(crate) expires: Timestamp,
    grace: Timestamp,
}

impl Term {
    /// An offline token's. It never outlives the licence's grace.
    pub(crate) fn token(hub: &Hub, license: &License, now: Timestamp) -> Self {
        let (settings, last) = (hub.settings(), last(hub, license));
        Self {
            check: now.plus(settings.check_every),
            expires: now.plus(settings.token_ttl).min(last),
            grace: now.plus(settings.token_grace).min(last),
        }
    }

    /// A licence file's, which is for a site that reaches nobody in all that time.
    pub(crate) fn file(hub: &Hub, license: &License, lives: Duration, now: Timestamp) -> Self {
        let end = now.plus(lives).min(last(hub, license));
        Self { check: end, expires: end, grace: end }
    }
}

/// Until when a licence may be used at all.
fn last(hub: &Hub, license: &License) -> Timestamp {
    license.facts.expires_at.plus(hub.settings().grace)
}

/// Signs what the site may rely on.
pub(crate) fn proof(
    hub: &Hub,
    key: &RingKey,
    site: Place<'_>,
    nonce: Option<&str>,
    term: Term,
    now: Timestamp,
) -> Result<Proof, Error> {
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
        chk: term.check.as_seconds(),
        exp: term.expires.as_seconds(),
        grc: term.grace.as_seconds(),
        nonce,
    };
    let token = key.sign(&claims)?.expose().to_owned();
    Ok(Proof { token, check_at: term.check, expires_at: term.expires })
}
