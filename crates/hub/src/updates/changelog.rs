//! What is new in a release, for people.

use keyward_domain::{Product, Release, ReleaseOf, Version};
use keyward_storage::{products, releases};

use crate::{Error, Hub};

/// A product's release that sites are offered, or were: `release_not_found` for one that is not published or was taken back.
pub async fn changelog(hub: &Hub, slug: &str, version: &str) -> Result<(Product, Release), Error> {
    let version: Version = version.parse().map_err(|_| Error::no_release())?;
    let reader = hub.authority().storage().reader();
    let product = products::find(&reader, slug).await?.ok_or_else(Error::no_release)?;
    let found = releases::find(&reader, ReleaseOf::Product(product.id), &version).await?;
    let offered = found.filter(|release| release.published_at.is_some() && release.yanked_at.is_none());
    Ok((product, offered.ok_or_else(Error::no_release)?))
}
