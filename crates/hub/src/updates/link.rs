//! Give a site a link to a release.

use keyward_domain::{Channel, Invalid, Product, Release, ReleaseOf, UpdateQuestion, Version, newest};
use keyward_storage::{products, releases};

use super::{Ticket, entitled, issue, judge};
use crate::error::RefusalKind;
use crate::{Error, Hub};

/// What a site asks for, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct LinkRequest {
    /// The licence's key.
    pub license_key: String,
    /// Where the site is.
    pub domain: String,
    /// The slug of the product.
    pub product: String,
    /// Which version; by default the newest stable one.
    pub version: Option<String>,
}

/// A link to a release.
#[derive(Debug)]
pub struct Link {
    /// The product.
    pub product: Product,
    /// The release.
    pub release: Release,
    /// The token.
    pub ticket: Ticket,
}

/// Gives a link to a version that the site's licence lets it have.
pub async fn link(hub: &Hub, input: &LinkRequest) -> Result<Link, Error> {
    let mut invalid = Invalid::none();
    let version = input.version.as_deref().and_then(|text| invalid.check("version", text.parse::<Version>()));
    invalid.into_result()?;
    let reader = hub.authority().storage().reader();
    let product = products::find(&reader, &input.product).await?.ok_or_else(Error::no_product)?;
    let (key, domain) = (Some(input.license_key.as_str()), Some(input.domain.as_str()));
    let site = entitled(judge(hub, &reader, key, domain, Some(product.slug.as_str())).await?)?;
    let of = ReleaseOf::Product(product.id);
    let found = if let Some(version) = &version {
        releases::find(&reader, of, version).await?.filter(|release| release.offered().is_some())
    } else {
        let asked = UpdateQuestion {
            installed: None,
            channel: Channel::Stable,
            constraint: None,
            site: Some(site.activation.id),
            published_before: site.published_before,
        };
        newest(&releases::all(&reader, of).await?, &asked).cloned()
    };
    let release = found.ok_or_else(Error::no_release)?;
    may_have(&release, site.published_before)?;
    let ticket = issue(hub, &site, &release, hub.now());
    Ok(Link { product, release, ticket })
}

/// A licence that has ended gives what was published before.
pub(super) fn may_have(
    release: &Release,
    published_before: Option<keyward_domain::Timestamp>,
) -> Result<(), Error> {
    let published = release.offered().ok_or_else(Error::no_release)?;
    if published_before.is_none_or(|end| published < end) {
        return Ok(());
    }
    let detail = "License ended before this release was published";
    Err(Error::refused(RefusalKind::Forbidden, "license_expired", detail))
}
