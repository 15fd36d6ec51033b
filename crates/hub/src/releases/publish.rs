//! Publish a release.

use keyward_authority::Actor;
use keyward_domain::Release;
use keyward_storage::releases;

use super::{Of, target};
use crate::error::RefusalKind;
use crate::{Error, Hub};

/// Publishes a release, by the operator: from now on sites are offered it. One that is published stays as it is.
pub async fn publish(hub: &Hub, actor: &Actor, of: &Of, version: &str) -> Result<Release, Error> {
    actor.must_be_operator()?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    let (found, slug) = of.lock(&tx, version).await?;
    if found.yanked_at.is_some() {
        return Err(Error::refused(RefusalKind::Invalid, "release_yanked", "The release was taken back"));
    }
    if found.published_at.is_some() {
        return Ok(found);
    }
    let published = releases::publish(&tx, found.id, now).await?;
    hub.authority().note(&tx, actor, "release.publish", target(&published, &slug), "{}", now).await?;
    tx.commit().await?;
    Ok(published)
}
