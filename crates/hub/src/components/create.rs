//! Make a component.

use keyward_authority::{Actor, Answer, Once};
use keyward_domain::{Invalid, Slug};
use keyward_storage::{StorageError, Unique, components, products, tiers};

use super::catalogue::{ComponentView, assemble};
use super::spec::{ComponentInput, must_have_order, read};
use super::target;
use crate::error::RefusalKind;
use crate::{Error, Hub};

/// Makes a component of the product of that slug, by the operator. Of one product one is made at a time, or two could come to need each other.
pub async fn create(
    hub: &Hub,
    actor: &Actor,
    product: &str,
    slug: &str,
    input: &ComponentInput,
    once: &Once<'_, ComponentView>,
) -> Result<Answer<ComponentView>, Error> {
    actor.must_be_operator()?;
    let slug = slug.parse::<Slug>().map_err(|problem| Invalid::one("slug", problem))?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    if let Some(again) = once.claim(hub.authority(), &tx, actor).await? {
        return Ok(again);
    }
    let product = products::lock(&tx, product).await?.ok_or_else(Error::no_product)?;
    let spec = read(&tx, input, None).await?;
    must_have_order(&tx, product.id, &slug, &spec.depends_on).await?;
    let made = components::insert(&tx, product.id, &slug, &spec, now).await.map_err(|error| match error {
        StorageError::Taken(Unique::ComponentSlug) => Error::refused(
            RefusalKind::Invalid,
            "component_exists",
            "A component of this slug exists already",
        ),
        other => other.into(),
    })?;
    let made = assemble(made, std::slice::from_ref(&product), &tiers::all(&tx).await?)?;
    once.settle(hub.authority(), &tx, actor, &made).await?;
    hub.authority().note(&tx, actor, "component.create", target(&made.component), "{}", now).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(made))
}
