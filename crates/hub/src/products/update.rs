//! Change a product.

use keyward_authority::Actor;
use keyward_domain::{Id, Invalid, Metadata, Name, Product, ProductKind};
use keyward_storage::products::{self, ProductChange};

use super::target;
use crate::{Error, Hub};

/// What to change, as the wire sends it; what is `None` stays. The slug never changes.
#[derive(Debug, Clone, Default)]
pub struct UpdateProduct {
    /// What people call it: 1 to 255 characters.
    pub name: Option<String>,
    /// `theme`, `plugin` or `generic`.
    pub kind: Option<String>,
    /// What is shown of it: a JSON object of at most 4 KiB.
    pub listing: Option<String>,
}

/// Changes a product, by the operator.
pub async fn update(hub: &Hub, actor: &Actor, id: i64, input: &UpdateProduct) -> Result<Product, Error> {
    actor.must_be_operator()?;
    let mut invalid = Invalid::none();
    let name = input.name.as_deref().and_then(|text| invalid.check("name", text.parse::<Name>()));
    let kind = input.kind.as_deref().and_then(|text| invalid.check("type", text.parse::<ProductKind>()));
    let listing =
        input.listing.as_deref().and_then(|text| invalid.check("listing", Metadata::from_json(text)));
    invalid.into_result()?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    let changed = products::change(&tx, Id::new(id), &ProductChange { name, kind, listing }, now).await?;
    let changed = changed.ok_or_else(Error::no_product)?;
    hub.authority().note(&tx, actor, "product.update", target(&changed), "{}", now).await?;
    tx.commit().await?;
    Ok(changed)
}
