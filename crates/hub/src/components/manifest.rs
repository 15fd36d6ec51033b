//! The signed list of what a site may run: its features, and the digest of each component.

use keyward_authority::signing::RingKey;
use keyward_domain::{Feature, Timestamp};
use serde::Serialize;

use super::Offer;
use crate::tokens::Term;
use crate::updates::Entitled;
use crate::{Error, Hub};

/// The claims of a manifest (contract hub, B.4). Times are seconds since the Unix epoch.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    /// The issuer: this server's public URL, or `keyward`.
    iss: &'a str,
    /// What it is: not to be taken for an offline token, which the same keys sign.
    typ: &'static str,
    /// The licence's id.
    lid: i64,
    /// The product's slug.
    prd: &'a str,
    /// The tier.
    tier: &'a str,
    /// What the tier unlocks; nothing once the licence's grace is over, as verify says.
    ftr: Vec<&'a str>,
    /// The domain.
    dom: &'a str,
    /// The epoch, as in an offline token.
    epc: i64,
    /// The components that the site may have.
    cmp: Vec<Entry<'a>>,
    iat: i64,
    /// When the site is to ask again.
    chk: i64,
    /// Until when it is good: as an offline token's, never after the licence's grace.
    exp: i64,
}

#[derive(Debug, Serialize)]
struct Entry<'a> {
    slug: &'a str,
    ver: String,
    /// Of its package, in hexadecimal.
    sha256: String,
}

/// Signs what the site may run.
pub(super) fn sign(
    hub: &Hub,
    key: &RingKey,
    site: &Entitled,
    offers: &[Offer],
    now: Timestamp,
) -> Result<String, Error> {
    let term = Term::token(hub, &site.license, now);
    let features = site.tier.features.iter().filter(|_| site.valid);
    let entry =
        |offer: &'_ Offer| (offer.release.version.to_string(), offer.release.artifact.sha256.to_hex());
    let mine = offers.iter().filter(|offer| offer.locked.is_none());
    let manifest = Manifest {
        iss: &hub.authority().policy().issuer,
        typ: "manifest",
        lid: site.license.id.get(),
        prd: site.product.slug.as_str(),
        tier: site.tier.name.as_str(),
        ftr: features.map(Feature::as_str).collect(),
        dom: site.activation.domain.as_str(),
        epc: site.license.facts.epoch,
        cmp: mine
            .map(|offer| {
                let (ver, sha256) = entry(offer);
                Entry { slug: offer.component.slug.as_str(), ver, sha256 }
            })
            .collect(),
        iat: now.as_seconds(),
        chk: term.check.as_seconds(),
        exp: term.expires.as_seconds(),
    };
    Ok(key.sign(&manifest)?.expose().to_owned())
}
