//! Operations on releases: the operator's (contract hub, part E).

pub mod create;
pub mod list;
pub mod publish;
pub mod receive;
pub mod sweep;
pub mod update;
pub mod yank;

mod spec;
mod store;

pub use spec::ReleaseInput;
pub use store::{Content, ReleaseStore, StoreError};

use keyward_domain::{AuditTarget, Release, ReleaseOf, Slug, Version};
use keyward_storage::{Connection, Tx, components, products, releases};

use crate::Error;

/// What a release is of, by the slug in the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// The product of that slug.
    Product(String),
    /// The component of that slug.
    Component(String),
}

impl Of {
    /// What that is, held as far as rows may still point to it.
    async fn find(&self, db: &impl Connection) -> Result<(ReleaseOf, Slug), Error> {
        match self {
            Self::Product(slug) => {
                let found = products::find(db, slug).await?.ok_or_else(Error::no_product)?;
                Ok((ReleaseOf::Product(found.id), found.slug))
            }
            Self::Component(slug) => {
                let found = components::find(db, slug).await?.ok_or_else(Error::no_component)?;
                Ok((ReleaseOf::Component(found.id), found.slug))
            }
        }
    }

    /// That version of it, held until this transaction ends.
    async fn lock(&self, tx: &Tx, version: &str) -> Result<(Release, Slug), Error> {
        let (of, slug) = self.find(tx).await?;
        let version: Version = version.parse().map_err(|_| Error::no_release())?;
        let release = releases::lock(tx, of, &version).await?.ok_or_else(Error::no_release)?;
        Ok((release, slug))
    }
}

fn target(release: &Release, slug: &Slug) -> AuditTarget {
    AuditTarget { kind: "release", id: release.id.get(), name: format!("{slug} {}", release.version) }
}
