//! Tell a site which components there are.

use keyward_domain::{Invalid, Version};

use super::offer::{Offer, offers};
use crate::updates::{entitled, judge};
use crate::{Error, Hub};

/// How a site says who it is.
#[derive(Debug, Clone, Default)]
pub struct SiteContext {
    /// The licence's key.
    pub license_key: String,
    /// Where the site is.
    pub domain: String,
    /// The slug of the product that it runs.
    pub product: Option<String>,
    /// The product's version there.
    pub version: Option<String>,
}

/// Every component of the site's product, with what stands between the site and each.
pub async fn available(hub: &Hub, asked: &SiteContext) -> Result<Vec<Offer>, Error> {
    let version = version(asked.version.as_deref())?;
    let reader = hub.authority().storage().reader();
    let (key, domain) = (Some(asked.license_key.as_str()), Some(asked.domain.as_str()));
    let site = entitled(judge(hub, &reader, key, domain, asked.product.as_deref()).await?)?;
    offers(&reader, &site, version.as_ref()).await
}

/// Those that the site may have.
pub async fn mine(hub: &Hub, asked: &SiteContext) -> Result<Vec<Offer>, Error> {
    let mut all = available(hub, asked).await?;
    all.retain(|offer| offer.locked.is_none());
    Ok(all)
}

pub(super) fn version(text: Option<&str>) -> Result<Option<Version>, Error> {
    let parsed = text.map(str::parse::<Version>).transpose();
    Ok(parsed.map_err(|problem| Invalid::one("version", problem))?)
}
