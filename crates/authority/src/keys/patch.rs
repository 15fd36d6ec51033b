//! Change a key: never what it may do.

use keyward_domain::{Invalid, Key, KeyState, Name, Timestamp};
use keyward_storage::changes::Change as Announced;
use keyward_storage::credits;
use keyward_storage::keys::{self, Change};

use super::get::{KEY, owned};
use super::{NewCredits, NewLimit, Owned};
use crate::standing::may_change;
use crate::{Actor, Authority, Error, check, needs};

/// What to change; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct PatchKey {
    /// What people call it.
    pub name: Option<String>,
    /// A JSON object of at most 4 KiB, in place of the old one.
    pub metadata: Option<String>,
    /// Networks in place of the old ones.
    pub allowed_ips: Option<Vec<String>>,
    /// Limits in place of the old ones. One that keeps its name and its window keeps its count.
    pub limits: Option<Vec<NewLimit>>,
    /// Credits in place of the old ones; `Some(None)`: it needs none any more. The keys that it was rotated from and into, with which it
    /// shares its account, have the new ones too.
    #[expect(clippy::option_option, reason = "unchanged, none and some are three things")]
    pub credits: Option<Option<NewCredits>>,
    /// RFC 3339: an earlier end than now, or one where there was none.
    pub expires_at: Option<String>,
}

/// Changes a key that is not revoked.
pub async fn patch(authority: &Authority, actor: &Actor, id: &str, input: &PatchKey) -> Result<Owned, Error> {
    actor.may_write(needs::SECRET_WRITE)?;
    let environment = actor.environment()?;
    let now = authority.now();
    let (mut change, credits) = read(input, now)?;
    let id = authority.decode(id, KEY)?;
    let tx = authority.storage().begin().await?;
    let key = keys::lock(&tx, environment, id).await?.ok_or(Error::NotFound(KEY))?;
    may_change(actor, &key, now)?;
    if key.state == KeyState::Revoked {
        return Err(Error::InvalidOperation("The key is revoked and can't be changed"));
    }
    only_earlier(&key, change.expires_at)?;
    // Other networks, limits and credits may be wider ones.
    if change.networks.is_some() || change.limits.is_some() || credits.is_some() {
        actor.may_hand_out(&key.permissions)?;
    }
    let mut sharing = Vec::new();
    match (&credits, key.credits) {
        (Some(Some(new)), Some(account)) => {
            sharing = keys::lock_spending_from(&tx, account).await?;
            credits::set(&tx, account, new, now).await?;
        }
        (Some(Some(new)), None) => {
            change.credits = Some(Some(credits::insert(&tx, new, now).await?.account));
        }
        (Some(None), _) => change.credits = Some(None),
        (None, _) => {}
    }
    let key = keys::change(&tx, id, &change, now).await?;
    let owned = owned(&tx, key).await?;
    authority.record(&tx, actor, "key.update", &[&owned.key], now).await?;
    authority.still_stands(&tx, actor, &[&owned.key], now).await?;
    let digests = sharing.iter().map(|key| key.digest).chain([owned.key.digest]);
    authority.finish(tx, Announced::Keys(digests.collect())).await?;
    Ok(owned)
}

type Read = (Change, Option<Option<credits::NewCredits>>);

fn read(input: &PatchKey, now: Timestamp) -> Result<Read, Invalid> {
    let mut invalid = Invalid::none();
    let change = Change {
        name: input.name.as_deref().and_then(|text| invalid.check("name", text.parse::<Name>())),
        metadata: input.metadata.as_deref().map(|json| check::metadata(&mut invalid, "", Some(json))),
        networks: input.allowed_ips.as_deref().map(|texts| check::networks(&mut invalid, "", texts)),
        limits: input.limits.as_deref().map(|limits| check::limits(&mut invalid, "", limits)),
        expires_at: check::expiry(&mut invalid, "", input.expires_at.as_deref(), None, now),
        ..Change::default()
    };
    let credits = input
        .credits
        .as_ref()
        .map(|credits| credits.as_ref().and_then(|credits| check::credits(&mut invalid, "", credits)));
    invalid.into_result().map(|()| (change, credits))
}

/// A key's life may be shortened, not prolonged: issue another for that.
fn only_earlier(key: &Key, end: Option<Timestamp>) -> Result<(), Invalid> {
    match (key.expires_at, end) {
        (Some(old), Some(new)) if new > old => {
            Err(Invalid::one("expires_at", format_args!("must not be later than it is now: {old}")))
        }
        _ => Ok(()),
    }
}
