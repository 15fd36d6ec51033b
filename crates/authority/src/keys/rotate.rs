//! Put a new key in an old one's place.

use std::time::Duration;

use keyward_domain::{Invalid, KeyState, KeyStatus, Timestamp};
use keyward_storage::keys::{self, Change, NewKey};

use super::get::{KEY, owned};
use super::plan::environment_type;
use super::{Created, Owned};
use crate::standing::may_change;
use crate::{Actor, Answer, Authority, Error, Once, needs};

/// The longest grace: 30 days.
pub const MAX_GRACE_SECONDS: i64 = 2_592_000;

/// Issues a key with everything of the old one. The old one works until the grace ends; without grace it is revoked at once.
///
/// The new secret is as good as the old, so the actor must hold what the key may do.
pub async fn rotate(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    grace_seconds: i64,
    once: &Once<'_, Created>,
) -> Result<Answer<Created>, Error> {
    actor.may_write(needs::SECRET_WRITE)?;
    let environment = actor.environment()?;
    if !(0..=MAX_GRACE_SECONDS).contains(&grace_seconds) {
        return Err(Invalid::one("grace_seconds", "must be between 0 and 2592000 (30 days)").into());
    }
    let now = authority.now();
    let id = authority.decode(id, KEY)?;
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let old = keys::lock(&tx, environment, id).await?.ok_or(Error::NotFound(KEY))?;
    may_change(actor, &old, now)?;
    if old.status(now) != KeyStatus::Active {
        return Err(Error::InvalidOperation("Only an active key can be rotated"));
    }
    if old.successor.is_some() {
        return Err(Error::InvalidOperation(
            "The key was rotated already: rotate the one that took its place",
        ));
    }
    actor.may_hand_out(&old.permissions)?;
    let Owned { key: old, external_id, credits } = owned(&tx, old).await?;
    // An imported key has no format of ours to go by.
    let known = authority.formats().get(&old.format).is_some();
    let format = if known { &old.format } else { &authority.policy().native_format };
    let minted = authority.mint(format, environment_type(actor)?)?;
    let new = NewKey {
        tenant: old.tenant,
        environment: old.environment,
        kind: old.kind,
        name: old.name.clone(),
        description: old.description.clone(),
        owner: old.owner,
        format: minted.format,
        display: minted.display,
        digest: minted.digest,
        algorithm: minted.algorithm,
        roles: old.roles.clone(),
        permissions: old.permissions.clone(),
        networks: old.networks.clone(),
        limits: old.limits.clone(),
        // They count together: a rotation must not double what the key may do.
        limit_scope: Some(old.limit_scope),
        credits: old.credits,
        metadata: old.metadata.clone(),
        expires_at: old.expires_at,
        now,
    };
    let key = keys::insert(&tx, &new).await?;
    let mut change = ending(old.expires_at, now, grace_seconds);
    change.successor = Some(key.id);
    let old = keys::change(&tx, id, &change, now).await?;
    let created = Created { key, external_id, credits, secret: minted.secret };
    once.settle(authority, &tx, actor, &created).await?;
    authority.commit(tx, actor, "key.rotate", &[&old, &created.key], now).await?;
    Ok(Answer::Fresh(created))
}

/// How the old key ends: at once, or when the grace does, unless it would have ended before.
fn ending(expires_at: Option<Timestamp>, now: Timestamp, grace_seconds: i64) -> Change {
    if grace_seconds == 0 {
        return Change { state: Some(KeyState::Revoked), ..Change::default() };
    }
    let end = now.plus(Duration::from_secs(grace_seconds.unsigned_abs()));
    Change { expires_at: Some(expires_at.map_or(end, |old| old.min(end))), ..Change::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grace_never_prolongs() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        assert_eq!(ending(None, at(10), 5).expires_at, Some(at(15)));
        assert_eq!(ending(Some(at(12)), at(10), 5).expires_at, Some(at(12)));
        assert_eq!(ending(Some(at(99)), at(10), 0).state, Some(KeyState::Revoked));
    }
}
