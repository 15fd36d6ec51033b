//! Give an endpoint another secret.

use std::time::Duration;

use keyward_domain::Invalid;
use keyward_storage::webhooks::endpoints;

use super::Created;
use crate::webhooks::{EndpointId, secret, target};
use crate::{Actor, Answer, Authority, Error, Once};

/// The longest that an old secret signs beside the new one: a week.
pub const MAX_GRACE_SECONDS: i64 = 604_800;

/// Gives an endpoint another secret. The old one signs beside it until the grace ends, so that a receiver may change over at any time.
pub async fn rotate(
    authority: &Authority,
    actor: &Actor,
    id: EndpointId<'_>,
    grace_seconds: i64,
    once: &Once<'_, Created>,
) -> Result<Answer<Created>, Error> {
    let scope = id.desk().write(authority, actor).await?;
    if !(0..=MAX_GRACE_SECONDS).contains(&grace_seconds) {
        return Err(Invalid::one("grace_seconds", "must be between 0 and 604800 (7 days)").into());
    }
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let found = id.lock(authority, &tx, scope).await?;
    let secret = secret::mint(authority, id.desk());
    let sealed = secret::seal(authority, scope.tenant, &secret);
    let until = (grace_seconds > 0).then(|| now.plus(Duration::from_secs(grace_seconds.unsigned_abs())));
    let endpoint = endpoints::rotate(&tx, found.id, sealed, until, now).await?;
    let rotated = Created { endpoint, secret };
    once.settle(authority, &tx, actor, &rotated).await?;
    authority.note(&tx, actor, "webhook.rotate_secret", target(&rotated.endpoint), "{}", now).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(rotated))
}
