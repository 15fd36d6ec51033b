//! The releases that there are.

use keyward_authority::Actor;
use keyward_domain::Release;
use keyward_storage::releases;

use super::Of;
use crate::{Error, Hub};

/// Every release of it, the newest version first, for the operator.
pub async fn list(hub: &Hub, actor: &Actor, of: &Of) -> Result<Vec<Release>, Error> {
    actor.must_be_operator()?;
    let reader = hub.authority().storage().reader();
    let (of, _) = of.find(&reader).await?;
    let mut all = releases::all(&reader, of).await?;
    all.sort_by(|one, other| other.version.cmp(&one.version));
    Ok(all)
}
