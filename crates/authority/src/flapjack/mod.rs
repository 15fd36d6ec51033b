//! Keys of an organisation as Flapjack's key API has them (its contract): managed by people alone, in production.
//!
//! An organisation is a tenant. Its keys here are those of its people; keys of machines and customers are other surfaces' business.

pub mod create;
pub mod delete;
pub mod list;

use keyward_domain::{Environment, EnvironmentType};
use keyward_storage::{Connection, environments};

use crate::{Actor, Error};

/// The tenant's oldest production environment.
async fn production(db: &impl Connection, actor: &Actor) -> Result<Environment, Error> {
    let all = environments::all(db, actor.tenant).await?;
    let production = |environment: &Environment| environment.kind == EnvironmentType::Production;
    all.into_iter().find(production).ok_or(Error::EnvironmentDenied)
}
