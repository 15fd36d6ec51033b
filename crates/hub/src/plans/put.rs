//! Make or change a plan.

use keyward_authority::Actor;
use keyward_domain::subscription::{Currency, Interval, Price};
use keyward_domain::{AuditTarget, Id, Invalid, Name, Product, Slug};
use keyward_storage::plans::{self, PlanSpec};
use keyward_storage::{Tx, products, tiers};

use super::PlanView;
use super::view::view;
use crate::{Error, Hub};

/// What a plan is to be, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct PutPlan {
    /// Its id: 1 to 64 of a-z, 0-9 and single hyphens between.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// A tier's name.
    pub tier: String,
    /// Slugs of products: 1 to 20.
    pub products: Vec<String>,
    /// At most one for each interval.
    pub prices: Vec<PutPrice>,
    /// Whether it can be subscribed to.
    pub sold: bool,
}

/// A price, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct PutPrice {
    /// `month` or `year`.
    pub interval: String,
    /// In the currency's smallest unit; from 0.
    pub amount: i64,
    /// Three capital letters.
    pub currency: String,
}

const MOST_PRODUCTS: usize = 20;

/// Makes a plan, or changes the one of that id, by the operator. Who has subscribed to it keeps the licences that there are; what is
/// granted from then on is as the plan says.
pub async fn put(hub: &Hub, actor: &Actor, input: &PutPlan) -> Result<PlanView, Error> {
    actor.must_be_operator()?;
    let mut invalid = Invalid::none();
    let slug = invalid.check("id", input.id.parse::<Slug>());
    let name = invalid.check("name", input.name.parse::<Name>());
    let prices = prices(&mut invalid, &input.prices);
    if !(1..=MOST_PRODUCTS).contains(&input.products.len()) {
        invalid.add("products", format_args!("must name 1 to {MOST_PRODUCTS} products"));
    }
    let (slug, name) = invalid.into_value(slug.zip(name))?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    let tier = tiers::find(&tx, &input.tier).await?;
    let tier = tier.ok_or_else(|| Invalid::one("tier", "must be the name of a tier"))?.id;
    let products = named(&tx, &input.products).await?;
    let plan =
        plans::put(&tx, &PlanSpec { slug, name, tier, products, prices, sold: input.sold }, now).await?;
    let target = AuditTarget { kind: "plan", id: plan.id.get(), name: plan.slug.to_string() };
    let put = view(&tx, plan).await?;
    hub.authority().note(&tx, actor, "plan.put", target, "{}", now).await?;
    tx.commit().await?;
    Ok(put)
}

fn prices(invalid: &mut Invalid, input: &[PutPrice]) -> Vec<Price> {
    let mut prices: Vec<Price> = Vec::new();
    for (index, price) in input.iter().enumerate() {
        let field = |name| format!("prices[{index}].{name}");
        let interval = invalid.check(&field("interval"), price.interval.parse::<Interval>());
        let currency = invalid.check(&field("currency"), price.currency.parse::<Currency>());
        if price.amount < 0 {
            invalid.add(field("amount"), "must be 0 or more");
        }
        let Some((interval, currency)) = interval.zip(currency) else { continue };
        if prices.iter().any(|other| other.interval == interval) {
            invalid.add(field("interval"), "has a price already");
        }
        prices.push(Price { interval, amount: price.amount, currency });
    }
    prices
}

async fn named(tx: &Tx, slugs: &[String]) -> Result<Vec<Id<Product>>, Error> {
    let mut found: Vec<Id<Product>> = Vec::with_capacity(slugs.len());
    for (index, slug) in slugs.iter().enumerate() {
        let product = products::find(tx, slug).await?;
        let missing = || Invalid::one(format!("products[{index}]"), "must be the slug of a product");
        let id = product.ok_or_else(missing)?.id;
        if !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(found)
}
