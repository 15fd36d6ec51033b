//! Components as sites see them.

use keyward_domain::{ComponentLock, Slug};
use keyward_hub::components::Offer;
use serde::Serialize;
use utoipa::ToSchema;

/// A component that a site may have.
#[derive(Serialize, ToSchema)]
pub(crate) struct SiteComponent {
    /// Its slug.
    #[schema(example = "erp-invoicing")]
    slug: String,
    /// What people call it.
    name: String,
    /// What it is.
    #[serde(rename = "type")]
    #[schema(example = "module")]
    kind: String,
    /// Its newest version.
    version: String,
    /// The least tier that has it.
    tier: String,
    /// Whether the site may have it.
    entitled: bool,
    /// Of which versions of the product it is a part.
    requires_product: String,
    /// The components that must be there before it.
    depends_on: Vec<String>,
    /// The length of its file, in bytes.
    size: u64,
    /// The SHA-256 of its file.
    checksum: String,
    /// When it was published.
    released_at: Option<String>,
}

/// A component of the catalogue.
#[derive(Serialize, ToSchema)]
pub(crate) struct AvailableComponent {
    /// Its slug.
    #[schema(example = "erp-invoicing")]
    slug: String,
    /// What people call it.
    name: String,
    /// What it does.
    description: String,
    /// What it is.
    #[serde(rename = "type")]
    #[schema(example = "module")]
    kind: String,
    /// Its newest version.
    version: String,
    /// The least tier that has it.
    tier: String,
    /// Whether the site may have it.
    entitled: bool,
    /// Why not: `tier`, `addon` or `version`.
    locked_reason: Option<&'static str>,
    /// Of which versions of the product it is a part.
    requires_product: String,
    /// The components that must be there before it.
    depends_on: Vec<String>,
    /// The length of its file, in bytes.
    size: u64,
    /// The SHA-256 of its file.
    checksum: String,
    /// When it was published.
    released_at: Option<String>,
}

impl From<&Offer> for SiteComponent {
    fn from(offer: &Offer) -> Self {
        let (component, release) = (&offer.component, &offer.release);
        Self {
            slug: component.slug.to_string(),
            name: component.name.to_string(),
            kind: component.kind.to_string(),
            version: release.version.to_string(),
            tier: offer.tier.name.to_string(),
            entitled: offer.locked.is_none(),
            requires_product: component.requires_product.to_string(),
            depends_on: component.depends_on.iter().map(Slug::to_string).collect(),
            size: release.artifact.size,
            checksum: format!("sha256:{}", release.artifact.sha256.to_hex()),
            released_at: release.published_at.map(|at| at.to_string()),
        }
    }
}

impl From<&Offer> for AvailableComponent {
    fn from(offer: &Offer) -> Self {
        let SiteComponent {
            slug,
            name,
            kind,
            version,
            tier,
            entitled,
            requires_product,
            depends_on,
            size,
            checksum,
            released_at,
        } = offer.into();
        Self {
            slug,
            name,
            description: offer.component.description.clone(),
            kind,
            version,
            tier,
            entitled,
            locked_reason: offer.locked.map(ComponentLock::as_str),
            requires_product,
            depends_on,
            size,
            checksum,
            released_at,
        }
    }
}
