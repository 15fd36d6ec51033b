//! The components that there are, as the operator sees them.

use keyward_authority::Actor;
use keyward_domain::{Component, Id, Product, Tier};
use keyward_storage::{components, products, tiers};

use crate::{Error, Hub};

/// A component with what it is a part of.
#[derive(Debug)]
pub struct ComponentView {
    /// The component.
    pub component: Component,
    /// The product that it is a part of.
    pub product: Product,
    /// The least tier that has it.
    pub tier: Tier,
}

/// Every component, oldest first, for the operator.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<ComponentView>, Error> {
    actor.must_be_operator()?;
    let reader = hub.authority().storage().reader();
    let all = components::all(&reader).await?;
    let (products, tiers) = (products::all(&reader).await?, tiers::all(&reader).await?);
    all.into_iter().map(|component| assemble(component, &products, &tiers)).collect()
}

/// One that was just changed.
pub async fn view(hub: &Hub, component: Component) -> Result<ComponentView, Error> {
    let reader = hub.authority().storage().reader();
    assemble(component, &products::all(&reader).await?, &tiers::all(&reader).await?)
}

/// Puts a component together with what it is a part of.
pub(super) fn assemble(
    component: Component,
    products: &[Product],
    tiers: &[Tier],
) -> Result<ComponentView, Error> {
    let product = products.iter().find(|one| one.id == component.product).ok_or_else(Error::no_product)?;
    let missing = keyward_storage::StorageError::Corrupt { table: "components", column: "tier_id" };
    let tier = tier_of(tiers, component.tier).ok_or(missing)?;
    Ok(ComponentView { product: product.clone(), tier: tier.clone(), component })
}

pub(super) fn tier_of(tiers: &[Tier], id: Id<Tier>) -> Option<&Tier> {
    tiers.iter().find(|tier| tier.id == id)
}
