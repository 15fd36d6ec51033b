//! Take a release back.

use keyward_authority::Actor;
use keyward_domain::Release;
use keyward_storage::releases;

use super::{Of, target};
use crate::{Error, Hub};

/// Takes a release back, by the operator: it is offered to nobody from now on, and links to it are dead. Its version stays taken.
pub async fn yank(hub: &Hub, actor: &Actor, of: &Of, version: &str) -> Result<Release, Error> {
    actor.must_be_operator()?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    let (found, slug) = of.lock(&tx, version).await?;
    if found.yanked_at.is_some() {
        return Ok(found);
    }
    let yanked = releases::yank(&tx, found.id, now).await?;
    hub.authority().note(&tx, actor, "release.yank", target(&yanked, &slug), "{}", now).await?;
    tx.commit().await?;
    Ok(yanked)
}
