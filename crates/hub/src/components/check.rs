//! Tell a site which of its components there is something newer of.

use std::collections::{BTreeMap, HashMap};

use keyward_domain::{Invalid, Slug, Timestamp, Version, dependency_order};
use keyward_storage::components;

use super::available::{SiteContext, version};
use super::manifest::sign;
use super::offer::{Offer, offers};
use crate::updates::{Ticket, entitled, issue, judge};
use crate::{Error, Hub};

/// A component of which there is something newer.
#[derive(Debug)]
pub struct ComponentUpdate {
    /// What there is.
    pub offer: Offer,
    /// What the site has.
    pub current: Version,
    /// How to get it.
    pub ticket: Ticket,
}

/// What a site is told of its components.
#[derive(Debug)]
pub struct ComponentsTold {
    /// Those of which there is something newer, in the order in which the site named them.
    pub updates: Vec<ComponentUpdate>,
    /// Those that are as new as can be had.
    pub up_to_date: Vec<String>,
    /// Those that the site has no right to.
    pub not_entitled: Vec<String>,
    /// Those that the product does not have.
    pub unknown: Vec<String>,
    /// The order in which to put the updates in place.
    pub order: Vec<Slug>,
    /// What the site may run: a JWS in compact form.
    pub manifest: String,
    /// When to ask again.
    pub next_check_at: Timestamp,
}

/// Answers for all components of a site at once: `has` are their versions by slug.
pub async fn check(
    hub: &Hub,
    asked: &SiteContext,
    has: &[(String, String)],
) -> Result<ComponentsTold, Error> {
    let mut invalid = Invalid::none();
    let versions: Vec<_> = has
        .iter()
        .map(|(slug, text)| (slug, invalid.check(&format!("components.{slug}"), text.parse::<Version>())))
        .collect();
    invalid.into_result()?;
    let version = version(asked.version.as_deref())?;
    let signing = hub.signer().key(hub.authority()).await?;
    let reader = hub.authority().storage().reader();
    let (key, domain) = (Some(asked.license_key.as_str()), Some(asked.domain.as_str()));
    let site = entitled(judge(hub, &reader, key, domain, asked.product.as_deref()).await?)?;
    let offers = offers(&reader, &site, version.as_ref()).await?;
    let all = components::of_product(&reader, site.product.id).await?;
    let now = hub.now();
    let offered: HashMap<&str, &Offer> =
        offers.iter().map(|one| (one.component.slug.as_str(), one)).collect();
    let mut told = ComponentsTold {
        updates: Vec::new(),
        up_to_date: Vec::new(),
        not_entitled: Vec::new(),
        unknown: Vec::new(),
        order: Vec::new(),
        manifest: sign(hub, &signing, &site, &offers, now)?,
        next_check_at: now.plus(hub.settings().check_every),
    };
    for (slug, current) in versions {
        let Some(current) = current else { continue };
        match offered.get(slug.as_str()) {
            Some(offer) if offer.locked.is_some() => told.not_entitled.push(slug.clone()),
            Some(offer) if current < offer.release.version => {
                let ticket = issue(hub, &site, &offer.release, now);
                told.updates.push(ComponentUpdate { offer: (*offer).clone(), current, ticket });
            }
            Some(_) => told.up_to_date.push(slug.clone()),
            // There, with nothing to be had of it.
            None if all.iter().any(|one| one.slug.as_str() == slug) => told.up_to_date.push(slug.clone()),
            None => told.unknown.push(slug.clone()),
        }
    }
    let updated = told.updates.iter().map(|one| &one.offer.component);
    let needs: BTreeMap<_, _> = updated.map(|one| (&one.slug, one.depends_on.as_slice())).collect();
    // The operator can make no cycle: see `must_have_order`.
    told.order =
        dependency_order(&needs).unwrap_or_else(|_| needs.keys().map(|&slug| slug.clone()).collect());
    Ok(told)
}
