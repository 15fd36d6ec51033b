//! Change a product.

use keyward_authority::Actor;
use keyward_domain::{Invalid, Metadata, Name, Product, ProductKind};
use keyward_storage::products::{self, ProductChange};
use serde_json::{Map, Value};

use super::target;
use crate::{Error, Hub};

/// What to change, as the wire sends it; what is `None` stays. The slug never changes.
#[derive(Debug, Clone, Default)]
pub struct UpdateProduct {
    /// What people call it: 1 to 255 characters.
    pub name: Option<String>,
    /// `theme`, `plugin` or `generic`.
    pub kind: Option<String>,
    /// What of that which is shown of it is from now on so; at most 4 KiB with the rest.
    pub listing: Map<String, Value>,
}

/// Changes a product, by the operator.
pub async fn update(hub: &Hub, actor: &Actor, slug: &str, input: &UpdateProduct) -> Result<Product, Error> {
    actor.must_be_operator()?;
    let mut invalid = Invalid::none();
    let name = input.name.as_deref().and_then(|text| invalid.check("name", text.parse::<Name>()));
    let kind = input.kind.as_deref().and_then(|text| invalid.check("type", text.parse::<ProductKind>()));
    invalid.into_result()?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    let found = products::lock(&tx, slug).await?.ok_or_else(Error::no_product)?;
    let listing = if input.listing.is_empty() { None } else { Some(merged(&found, &input.listing)?) };
    let changed = products::change(&tx, found.id, &ProductChange { name, kind, listing }, now).await?;
    let changed = changed.ok_or_else(Error::no_product)?;
    hub.authority().note(&tx, actor, "product.update", target(&changed), "{}", now).await?;
    tx.commit().await?;
    Ok(changed)
}

fn merged(product: &Product, with: &Map<String, Value>) -> Result<Metadata, Error> {
    let mut listing: Map<String, Value> =
        serde_json::from_str(product.listing.as_json()).map_err(Error::broken)?;
    listing.extend(with.clone());
    let listing = Metadata::from_json(&Value::Object(listing).to_string());
    Ok(listing.map_err(|problem| Invalid::one("listing", problem))?)
}
