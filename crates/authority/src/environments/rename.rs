//! Name an environment anew. What it is for stays: keys were made for that.

use keyward_domain::{Environment, Invalid, Name};
use keyward_storage::changes::Change;
use keyward_storage::environments;

use super::create::{taken, target};
use super::get::ENVIRONMENT;
use crate::{Actor, Authority, Error, needs};

/// Names the tenant's environment of that id.
pub async fn rename(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    name: &str,
) -> Result<Environment, Error> {
    actor.may_write(needs::ENVIRONMENT_WRITE)?;
    let name: Name = name.parse().map_err(|error| Invalid::one("name", error))?;
    let id = authority.decode(id, ENVIRONMENT)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let renamed = environments::rename(&tx, actor.tenant, id, &name).await.map_err(taken)?;
    let renamed = renamed.ok_or(Error::NotFound(ENVIRONMENT))?;
    authority.note(&tx, actor, "environment.update", target(&renamed), "{}", now).await?;
    authority.finish(tx, Change::Tenant(actor.tenant)).await?;
    Ok(renamed)
}
