//! One gate.

use keyward_domain::gates::Gate;
use keyward_storage::gates;

use super::GATE;
use crate::{Actor, Authority, Error, needs};

/// The gate of that id in the actor's environment.
pub async fn get(authority: &Authority, actor: &Actor, id: &str) -> Result<Gate, Error> {
    actor.may_read(needs::GATE_READ)?;
    let environment = actor.environment()?;
    let id = authority.decode(id, GATE)?;
    gates::get(&authority.storage().reader(), environment, id).await?.ok_or(Error::NotFound(GATE))
}
