//! Operations on clients, which are the customers of `/v1` (contract hub, A.2).

pub mod create;
pub mod delete;
pub mod get;
pub mod licenses;
pub mod list;

mod end;

use keyward_authority::Actor;
use keyward_domain::{Environment, EnvironmentType};
use keyward_storage::{Connection, environments};

use crate::Error;

/// The account's oldest production environment, where its clients are.
async fn environment(db: &impl Connection, actor: &Actor) -> Result<Environment, Error> {
    let all = environments::all(db, actor.tenant).await?;
    let found = all.into_iter().find(|environment| environment.kind == EnvironmentType::Production);
    found.ok_or_else(|| keyward_authority::Error::EnvironmentDenied.into())
}
