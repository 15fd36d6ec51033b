//! Give a site the file of a component.

use keyward_domain::{Channel, Release, ReleaseOf, UpdateQuestion, newest};
use keyward_storage::{StorageError, components, releases, tiers};

use super::available::{SiteContext, version};
use super::must_have;
use crate::updates::{Package, entitled, judge};
use crate::{Error, Hub};

/// The file of that version, or of the newest stable one, by the licence itself instead of a link.
pub async fn download(hub: &Hub, slug: &str, asked: &SiteContext) -> Result<Package, Error> {
    let version = version(asked.version.as_deref())?;
    let reader = hub.authority().storage().reader();
    let (key, domain) = (Some(asked.license_key.as_str()), Some(asked.domain.as_str()));
    let site = entitled(judge(hub, &reader, key, domain, None).await?)?;
    let component = components::find(&reader, slug).await?.ok_or_else(Error::no_component)?;
    let missing = StorageError::Corrupt { table: "components", column: "tier_id" };
    let needed = tiers::get(&reader, component.tier).await?.ok_or(missing)?;
    must_have(&component, &site, &needed, None)?;
    let all = releases::all(&reader, ReleaseOf::Component(component.id)).await?;
    let may_be_had = |release: &&Release| {
        let published = release.offered();
        published.is_some_and(|at| site.published_before.is_none_or(|end| at < end))
    };
    let found = match &version {
        Some(version) => all.iter().find(|release| release.version == *version).filter(may_be_had),
        None => newest(
            &all,
            &UpdateQuestion {
                installed: None,
                channel: Channel::Stable,
                constraint: None,
                site: Some(site.activation.id),
                published_before: site.published_before,
            },
        ),
    };
    let release = found.ok_or_else(Error::no_release)?;
    Ok(Package { slug: component.slug, version: release.version.clone(), artifact: release.artifact.clone() })
}
