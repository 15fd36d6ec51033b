//! A component as the operator sees it.

use keyward_domain::{Feature, Slug};
use keyward_hub::components::catalogue::ComponentView;
use serde::Serialize;
use utoipa::ToSchema;

/// A component.
#[derive(Serialize, ToSchema)]
pub(crate) struct Component {
    /// Its id.
    id: i64,
    /// Its name in URLs; it never changes.
    #[schema(example = "erp-invoicing")]
    slug: String,
    /// The slug of the product that it is a part of.
    #[schema(example = "flavor-starter")]
    product: String,
    /// What people call it.
    name: String,
    /// What it does.
    description: String,
    /// What it is.
    #[serde(rename = "type")]
    #[schema(example = "module")]
    kind: String,
    /// The least tier that has it.
    tier: String,
    /// Of which versions of the product it is a part.
    #[schema(example = ">=1.4 <2.0")]
    requires_product: String,
    /// The components that must be there before it.
    depends_on: Vec<String>,
    /// What a license must unlock beside the tier.
    features: Vec<String>,
    /// When it was made.
    created_at: String,
    /// When it was last changed.
    updated_at: String,
}

impl From<&ComponentView> for Component {
    fn from(view: &ComponentView) -> Self {
        let component = &view.component;
        Self {
            id: component.id.get(),
            slug: component.slug.to_string(),
            product: view.product.slug.to_string(),
            name: component.name.to_string(),
            description: component.description.clone(),
            kind: component.kind.to_string(),
            tier: view.tier.name.to_string(),
            requires_product: component.requires_product.to_string(),
            depends_on: component.depends_on.iter().map(Slug::to_string).collect(),
            features: component.features.iter().map(Feature::to_string).collect(),
            created_at: component.created_at.to_string(),
            updated_at: component.updated_at.to_string(),
        }
    }
}
