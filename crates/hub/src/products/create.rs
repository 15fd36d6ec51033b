//! Make a product.

use keyward_authority::{Actor, Answer, Once};
use keyward_domain::{Invalid, Metadata, Name, Product, ProductKind, Slug};
use keyward_storage::products::{self, NewProduct};
use keyward_storage::{StorageError, Unique};

use super::target;
use crate::error::RefusalKind;
use crate::{Error, Hub};

/// A product to be, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct CreateProduct {
    /// Its name in URLs: 1 to 64 of a-z, 0-9 and single hyphens between.
    pub slug: String,
    /// What people call it: 1 to 255 characters.
    pub name: String,
    /// `theme`, `plugin` or `generic`.
    pub kind: String,
    /// What is shown of it: a JSON object of at most 4 KiB.
    pub listing: Option<String>,
}

/// Makes a product, by the operator.
pub async fn create(
    hub: &Hub,
    actor: &Actor,
    input: &CreateProduct,
    once: &Once<'_, Product>,
) -> Result<Answer<Product>, Error> {
    actor.must_be_operator()?;
    let mut invalid = Invalid::none();
    let slug = invalid.check("slug", input.slug.parse::<Slug>());
    let name = invalid.check("name", input.name.parse::<Name>());
    let kind = invalid.check("type", input.kind.parse::<ProductKind>());
    let listing = invalid.check("listing", Metadata::from_json(input.listing.as_deref().unwrap_or("{}")));
    let ((slug, name), (kind, listing)) = invalid.into_value(slug.zip(name).zip(kind.zip(listing)))?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    if let Some(again) = once.claim(hub.authority(), &tx, actor).await? {
        return Ok(again);
    }
    let made = products::insert(&tx, &NewProduct { slug, name, kind, listing, now }).await;
    let made = made.map_err(|error| match error {
        StorageError::Taken(Unique::ProductSlug) => {
            Error::refused(RefusalKind::Invalid, "product_exists", "A product of this slug exists already")
        }
        other => other.into(),
    })?;
    once.settle(hub.authority(), &tx, actor, &made).await?;
    hub.authority().note(&tx, actor, "product.create", target(&made), "{}", now).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(made))
}
