//! Change a component.

use keyward_authority::Actor;
use keyward_domain::Component;
use keyward_storage::{components, products};

use super::spec::{ComponentInput, must_have_order, read};
use super::target;
use crate::{Error, Hub};

/// Changes a component, by the operator. Its slug and its product stay.
pub async fn update(
    hub: &Hub,
    actor: &Actor,
    slug: &str,
    input: &ComponentInput,
) -> Result<Component, Error> {
    actor.must_be_operator()?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    let found = components::find(&tx, slug).await?.ok_or_else(Error::no_component)?;
    let product = products::get(&tx, found.product).await?.ok_or_else(Error::no_product)?;
    // The product first, as whoever makes a component holds it.
    let _ = products::lock(&tx, product.slug.as_str()).await?;
    let found = components::lock(&tx, slug).await?.ok_or_else(Error::no_component)?;
    let spec = read(&tx, input, Some(&found)).await?;
    must_have_order(&tx, found.product, &found.slug, &spec.depends_on).await?;
    let changed = components::replace(&tx, found.id, &spec, now).await?;
    hub.authority().note(&tx, actor, "component.update", target(&changed), "{}", now).await?;
    tx.commit().await?;
    Ok(changed)
}
