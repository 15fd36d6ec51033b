//! A product as the operator sees it.

use serde::Serialize;
use utoipa::ToSchema;

use super::listing::Listing;

/// A product.
#[derive(Serialize, ToSchema)]
pub(crate) struct Product {
    /// Its id.
    id: i64,
    /// Its name in URLs; it never changes.
    #[schema(example = "flavor-starter")]
    slug: String,
    /// What people call it.
    name: String,
    /// `theme`, `plugin` or `generic`.
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    listing: Listing,
    /// When it was made.
    created_at: String,
    /// When it was last changed.
    updated_at: String,
}

impl From<&keyward_domain::Product> for Product {
    fn from(product: &keyward_domain::Product) -> Self {
        Self {
            id: product.id.get(),
            slug: product.slug.to_string(),
            name: product.name.to_string(),
            kind: product.kind.as_str(),
            // What operations keep beside it is none of this surface's.
            listing: serde_json::from_str(product.listing.as_json()).unwrap_or_default(),
            created_at: product.created_at.to_string(),
            updated_at: product.updated_at.to_string(),
        }
    }
}
