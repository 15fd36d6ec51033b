//! Tell a site whether there is something newer.

use keyward_domain::{
    Channel, Constraint, Invalid, Product, Release, ReleaseOf, UpdateQuestion, Version, newest,
};
use keyward_storage::{products, releases};

use super::{Entitled, LicenseTold, Ticket, issue, judge};
use crate::{Error, Hub};

/// What a site asks, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct CheckUpdate {
    /// The slug of the product.
    pub product: String,
    /// Its version there; `None` for a site that has none yet.
    pub version: Option<String>,
    /// The licence's key.
    pub license_key: Option<String>,
    /// Where the site is.
    pub domain: Option<String>,
    /// How ready the site wants it; `stable` by default.
    pub channel: Option<String>,
    /// Which versions will do.
    pub constraint: Option<String>,
}

/// What it is told.
#[derive(Debug)]
pub struct UpdateTold {
    /// The product.
    pub product: Product,
    /// The channel that was asked for.
    pub channel: Channel,
    /// What is newer, if anything is.
    pub release: Option<Release>,
    /// How to get it, if the site's licence lets it.
    pub ticket: Option<Ticket>,
    /// How the licence stands.
    pub license: LicenseTold,
}

/// Answers for every product there is, whatever the licence: a site without one learns what it misses.
pub async fn check(hub: &Hub, input: &CheckUpdate) -> Result<UpdateTold, Error> {
    let mut invalid = Invalid::none();
    let installed =
        input.version.as_deref().and_then(|text| invalid.check("version", text.parse::<Version>()));
    let channel =
        input.channel.as_deref().map_or(Some(Channel::Stable), |text| invalid.check("channel", text.parse()));
    let constraint =
        input.constraint.as_deref().and_then(|text| invalid.check("constraint", text.parse::<Constraint>()));
    let channel = invalid.into_value(channel)?;
    let now = hub.now();
    let reader = hub.authority().storage().reader();
    let product = products::find(&reader, &input.product).await?.ok_or_else(Error::no_product)?;
    let (key, domain) = (input.license_key.as_deref(), input.domain.as_deref());
    let judged = judge(hub, &reader, key, domain, Some(product.slug.as_str())).await?;
    let all = releases::all(&reader, ReleaseOf::Product(product.id)).await?;
    let site = judged.entitled();
    let asked = UpdateQuestion {
        installed: installed.as_ref(),
        channel,
        constraint: constraint.as_ref(),
        site: site.map(|site| site.activation.id),
        published_before: site.and_then(|site| site.published_before),
    };
    let to_be_had = newest(&all, &asked);
    let ticket = site.zip(to_be_had).map(|(site, release): (&Entitled, _)| issue(hub, site, release, now));
    // What a licence that has ended does not give is told all the same.
    let release = to_be_had.or_else(|| newest(&all, &UpdateQuestion { published_before: None, ..asked }));
    Ok(UpdateTold { release: release.cloned(), ticket, license: judged.told(now), channel, product })
}
