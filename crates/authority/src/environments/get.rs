//! One environment.

use keyward_domain::Environment;
use keyward_storage::environments;

use crate::{Actor, Authority, Error, needs};

pub(super) const ENVIRONMENT: &str = "Environment";

/// The tenant's environment of that id.
pub async fn get(authority: &Authority, actor: &Actor, id: &str) -> Result<Environment, Error> {
    actor.may_read(needs::ENVIRONMENT_READ)?;
    let id = authority.decode(id, ENVIRONMENT)?;
    environments::get(&authority.storage().reader(), actor.tenant, id)
        .await?
        .ok_or(Error::NotFound(ENVIRONMENT))
}
