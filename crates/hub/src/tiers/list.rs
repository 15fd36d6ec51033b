//! The tiers that there are.

use keyward_authority::Actor;
use keyward_domain::Tier;
use keyward_storage::tiers;

use crate::{Error, Hub};

/// Every tier, the least first, for the operator.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<Tier>, Error> {
    actor.must_be_operator()?;
    Ok(tiers::all(&hub.authority().storage().reader()).await?)
}
