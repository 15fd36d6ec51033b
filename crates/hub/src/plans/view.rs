//! A plan as callers see it.

use std::collections::HashMap;

use keyward_domain::subscription::Plan;
use keyward_domain::{Product, Tier};
use keyward_storage::{Connection, StorageError, products, tiers};

use crate::Error;

/// A plan with what its ids stand for.
#[derive(Debug, Clone)]
pub struct PlanView {
    /// The plan.
    pub plan: Plan,
    /// How much of each product.
    pub tier: Tier,
    /// What it licenses.
    pub products: Vec<Product>,
}

/// Plans with what they stand for, in that order. Products and tiers are few, so all of them are read.
pub(crate) async fn views(db: &impl Connection, plans: Vec<Plan>) -> Result<Vec<PlanView>, Error> {
    let products: HashMap<_, _> = products::all(db).await?.into_iter().map(|one| (one.id, one)).collect();
    let tiers: HashMap<_, _> = tiers::all(db).await?.into_iter().map(|one| (one.id, one)).collect();
    let missing = |column| StorageError::Corrupt { table: "plans", column };
    let view = |plan: Plan| {
        let tier = tiers.get(&plan.tier).cloned().ok_or(missing("tier_id"))?;
        let product = |id| products.get(id).cloned().ok_or(missing("products"));
        let products = plan.products.iter().map(product).collect::<Result<_, _>>()?;
        Ok(PlanView { plan, tier, products })
    };
    plans.into_iter().map(view).collect()
}

/// One plan with what it stands for.
pub(crate) async fn view(db: &impl Connection, plan: Plan) -> Result<PlanView, Error> {
    views(db, vec![plan]).await?.pop().ok_or_else(Error::no_plan)
}
