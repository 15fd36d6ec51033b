//! A licence as this surface writes it (contract hub, parts A.1 and D).

use keyward_domain::{Activation, Feature, Id, Name, Product};
use keyward_hub::licenses::LicenseView;
use serde::Serialize;
use utoipa::ToSchema;

/// What a licence is for.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct ProductName {
    /// Its id.
    id: i64,
    /// What people call it.
    name: String,
    /// Its name in URLs.
    #[schema(example = "flavor-starter")]
    slug: String,
}

/// Where a licence is active.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct ActiveDomain {
    /// The domain.
    #[schema(example = "shop.example.com")]
    domain: String,
    /// Since when.
    activated_at: String,
}

/// A licence in a list.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct LicenseItem {
    /// Its id.
    id: i64,
    /// Its key.
    #[schema(example = "FLVR-7K2M-Q9XD-R4TB-H3WZ")]
    license_key: String,
    /// What it is for.
    product: ProductName,
    /// How much of it.
    #[schema(example = "starter")]
    tier: String,
    /// `active`, `expired`, `suspended` or `revoked`.
    #[schema(example = "active")]
    status: &'static str,
    /// `individual`, `bulk_pack`, `commitment` or `nfr`.
    #[schema(example = "individual")]
    source: &'static str,
    /// When it ends.
    expires_at: String,
    /// Where it is active.
    activations: Vec<ActiveDomain>,
    /// The client that it is for.
    customer_id: Option<i64>,
    /// When it was made.
    created_at: String,
}

/// A licence.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct License {
    #[serde(flatten)]
    item: LicenseItem,
    /// On how many domains that count it may be active; -1: on as many as there are.
    activation_limit: i64,
    /// Why it is revoked or suspended, where somebody said so.
    status_reason: Option<String>,
    /// What it unlocks.
    features: Vec<String>,
}

impl From<&Product> for ProductName {
    fn from(product: &Product) -> Self {
        Self { id: product.id.get(), name: product.name.to_string(), slug: product.slug.to_string() }
    }
}

impl From<&Activation> for ActiveDomain {
    fn from(activation: &Activation) -> Self {
        Self { domain: activation.domain.to_string(), activated_at: activation.activated_at.to_string() }
    }
}

impl From<&LicenseView> for LicenseItem {
    fn from(view: &LicenseView) -> Self {
        let license = &view.license;
        Self {
            id: license.id.get(),
            license_key: view.key.expose().to_owned(),
            product: (&view.product).into(),
            tier: view.tier.name.to_string(),
            status: view.status.as_str(),
            source: license.source.as_str(),
            expires_at: license.facts.expires_at.to_string(),
            activations: view.activations.iter().map(ActiveDomain::from).collect(),
            customer_id: license.customer.map(Id::get),
            created_at: license.created_at.to_string(),
        }
    }
}

impl From<&LicenseView> for License {
    fn from(view: &LicenseView) -> Self {
        Self {
            item: view.into(),
            activation_limit: view.tier.domains.get(),
            status_reason: view.reason.as_ref().map(Name::to_string),
            features: view.tier.features.iter().map(Feature::to_string).collect(),
        }
    }
}
