//! The products that there are.

use keyward_authority::Actor;
use keyward_domain::Product;
use keyward_storage::products;

use crate::{Error, Hub};

/// Every product, oldest first, for the operator.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<Product>, Error> {
    actor.must_be_operator()?;
    Ok(products::all(&hub.authority().storage().reader()).await?)
}
