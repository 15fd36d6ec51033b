//! Where keys act that are made without naming an environment.

use keyward_domain::{Environment, EnvironmentType};
use keyward_storage::{Connection, environments};

use crate::{Actor, Error};

/// The tenant's oldest production environment.
pub(crate) async fn production(db: &impl Connection, actor: &Actor) -> Result<Environment, Error> {
    let all = environments::all(db, actor.tenant).await?;
    let production = |environment: &Environment| environment.kind == EnvironmentType::Production;
    all.into_iter().find(production).ok_or(Error::EnvironmentDenied)
}
