//! Take a download link for the file that it is for.

use std::ops::Range;

use keyward_domain::{Artifact, License, LicenseStatus, Release, ReleaseOf, Slug, Version};
use keyward_storage::{Reader, StorageError, activations, components, licenses, products, releases, tiers};

use super::link::may_have;
use super::site::weigh;
use super::{Entitled, entitled, ticket};
use crate::error::RefusalKind;
use crate::releases::Content;
use crate::{Error, Hub};

/// A file that may be had.
#[derive(Debug, Clone)]
pub struct Package {
    /// What it is a release of, by its slug.
    pub slug: Slug,
    /// Its version.
    pub version: Version,
    /// The file.
    pub artifact: Artifact,
}

/// Looks at the licence again: one that was revoked since, or that is active there no more, opens nothing.
pub async fn redeem(hub: &Hub, token: &str) -> Result<Package, Error> {
    let claims = ticket::read(hub, token, hub.now())?;
    let reader = hub.authority().storage().reader();
    let found = releases::get(&reader, claims.release).await?;
    let release =
        found.filter(|found| found.artifact.sha256 == claims.sha256).ok_or_else(Error::no_release)?;
    let license = licenses::find_by_id(&reader, claims.license).await?.ok_or_else(Error::no_license)?.license;
    let now = hub.now();
    let active = activations::all(&reader, [license.id]).await?;
    let activation = active.into_iter().find(|one| one.id == claims.activation);
    let standing = license.facts.status(now);
    if epoch_is_over(&license, claims.epoch)
        && !matches!(standing, LicenseStatus::Revoked | LicenseStatus::Suspended)
    {
        return Err(Error::refused(
            RefusalKind::Forbidden,
            "download_link_invalid",
            "Download link is invalid",
        ));
    }
    let site = entitled(weigh(hub, &reader, license, activation, None).await?)?;
    may_have(&release, site.published_before)?;
    let slug = slug(&reader, &release, &site).await?;
    Ok(Package { slug, version: release.version, artifact: release.artifact })
}

/// These bytes of the file.
pub async fn read(hub: &Hub, artifact: &Artifact, range: Range<u64>) -> Result<Content, Error> {
    Ok(hub.store().read(&artifact.object, range).await?)
}

fn epoch_is_over(license: &License, epoch: i64) -> bool {
    license.facts.epoch != epoch
}

/// What the release is of, where the licence is for it.
async fn slug(reader: &Reader<'_>, release: &Release, site: &Entitled) -> Result<Slug, Error> {
    let gone = |column| StorageError::Corrupt { table: "releases", column };
    match release.of {
        ReleaseOf::Product(id) => {
            let product = products::get(reader, id).await?.ok_or(gone("product_id"))?;
            if product.id == site.product.id { Ok(product.slug) } else { Err(Error::no_release()) }
        }
        ReleaseOf::Component(id) => {
            let component = components::get(reader, id).await?.ok_or(gone("component_id"))?;
            let needed = tiers::get(reader, component.tier).await?.ok_or(gone("component_id"))?;
            crate::components::must_have(&component, site, &needed, None)?;
            Ok(component.slug)
        }
    }
}
