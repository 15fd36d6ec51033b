//! What the tiers are called.

use keyward_storage::tiers;

use crate::{Error, Hub};

/// The name of every tier, the least first: what a caller may ask for. Plans tell them to everybody.
pub async fn names(hub: &Hub) -> Result<Vec<String>, Error> {
    let all = tiers::all(&hub.authority().storage().reader()).await?;
    Ok(all.into_iter().map(|tier| tier.name.to_string()).collect())
}
