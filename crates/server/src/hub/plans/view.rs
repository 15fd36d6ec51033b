//! A plan as this surface writes it.

use keyward_domain::Product;
use keyward_domain::subscription::Price as DomainPrice;
use keyward_hub::plans::PlanView;
use serde::Serialize;
use utoipa::ToSchema;

/// Something to subscribe to.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct Plan {
    /// Its id.
    #[schema(example = "starter")]
    id: String,
    /// What people call it.
    #[schema(example = "Starter")]
    name: String,
    /// The tier of its licenses.
    #[schema(example = "starter")]
    tier: String,
    /// What it licenses, by slugs: a license of each, for each unit of the quantity.
    products: Vec<String>,
    /// On how many domains one license may be active; -1: on as many as there are.
    #[schema(example = 1)]
    domains_per_license: i64,
    /// What one unit costs.
    prices: Vec<Price>,
}

/// What one unit costs for one interval.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct Price {
    /// `month` or `year`.
    #[schema(example = "month")]
    interval: &'static str,
    /// In the currency's smallest unit, such as cents.
    #[schema(example = 990)]
    amount: i64,
    /// ISO 4217.
    #[schema(example = "EUR")]
    currency: String,
}

impl From<&DomainPrice> for Price {
    fn from(price: &DomainPrice) -> Self {
        let (interval, currency) = (price.interval.as_str(), price.currency.to_string());
        Self { interval, amount: price.amount, currency }
    }
}

impl From<&PlanView> for Plan {
    fn from(view: &PlanView) -> Self {
        Self {
            id: view.plan.slug.to_string(),
            name: view.plan.name.to_string(),
            tier: view.tier.name.to_string(),
            products: view.products.iter().map(|product: &Product| product.slug.to_string()).collect(),
            domains_per_license: view.tier.domains.get(),
            prices: view.plan.prices.iter().map(Price::from).collect(),
        }
    }
}
