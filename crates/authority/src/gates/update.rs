//! Change a gate.

use keyward_domain::gates::Gate;
use keyward_storage::changes::Change;
use keyward_storage::gates::{self, GateChange};
use keyward_storage::{StorageError, Unique};

use super::{GATE, GateSpec, NAME_TAKEN, target};
use crate::{Actor, Authority, Error, needs};

/// Puts another definition in a gate's place; its secret stays. The next request is asked by it.
pub async fn update(authority: &Authority, actor: &Actor, id: &str, spec: &GateSpec) -> Result<Gate, Error> {
    actor.may_write(needs::GATE_WRITE)?;
    let environment = actor.environment()?;
    let id = authority.decode(id, GATE)?;
    let (name, settings) = spec.check()?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let change = GateChange { definition: Some((&name, &settings)), ..GateChange::default() };
    let changed = gates::change(&tx, environment, id, &change, now).await.map_err(|error| match error {
        StorageError::Taken(Unique::GateName) => NAME_TAKEN,
        other => other.into(),
    })?;
    let (_, gate) = changed.ok_or(Error::NotFound(GATE))?;
    authority.note(&tx, actor, "gate.update", target(&gate), "{}", now).await?;
    authority.finish(tx, Change::Gates(vec![gate.secret])).await?;
    Ok(gate)
}
