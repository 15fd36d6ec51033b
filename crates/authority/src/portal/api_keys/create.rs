//! Issue a key for an account's integrations.

use keyward_domain::{Invalid, Name, Owner, Permissions};
use keyward_storage::accounts;
use keyward_storage::keys::{self, NewKey};

use crate::environments::production;
use crate::keys::Created;
use crate::portal::partners_alone;
use crate::{Actor, Answer, Authority, Error, Once, needs};

/// The most keys of an account that are not revoked.
pub const MAX_KEYS: u64 = 10;
/// So many random characters of a key are shown.
const SHOWN: usize = 8;
/// What every key may do, whatever its maker may do later.
const PERMISSIONS: [&str; 4] = ["license:read", "license:write", "client:read", "client:write"];

/// Issues a key of that name. `RoleRequired` for other accounts than resellers and agencies, `LimitReached` for the eleventh.
pub async fn create(
    authority: &Authority,
    actor: &Actor,
    name: &str,
    once: &Once<'_, Created>,
) -> Result<Answer<Created>, Error> {
    partners_alone(authority, actor).await?;
    actor.may_write(needs::SECRET_WRITE)?;
    let user = actor.signed_in()?;
    let name: Name = name.parse().map_err(|error| Invalid::one("name", error))?;
    let permissions: Permissions = PERMISSIONS.iter().filter_map(|text| text.parse().ok()).collect();
    actor.may_hand_out(&permissions)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    // One after the other: whoever counts here has seen the keys of all before.
    accounts::lock(&tx, actor.tenant).await?;
    if keys::hub::count_unrevoked(&tx, actor.tenant).await? >= MAX_KEYS {
        return Err(Error::LimitReached("Maximum of 10 active API keys reached"));
    }
    let environment = production(&tx, actor).await?;
    let minted = authority.mint(&authority.policy().hub_format, environment.kind)?;
    let format = authority.formats().get(&minted.format).ok_or(Error::NotFound("Format"))?;
    let display = format.template.random_head(minted.secret.expose(), SHOWN).to_owned();
    let scope = (actor.tenant, environment.id);
    let new = NewKey { display, ..minted.key(scope, Owner::User(user), name, permissions, now) };
    let key = keys::hub::insert(&tx, &new).await?;
    let created = Created { key, external_id: None, credits: None, secret: minted.secret };
    once.settle(authority, &tx, actor, &created).await?;
    authority.commit(tx, actor, "key.create", &[&created.key], now).await?;
    Ok(Answer::Fresh(created))
}
