//! Delete a gate.

use keyward_storage::changes::Change;
use keyward_storage::gates;

use super::{GATE, target};
use crate::{Actor, Authority, Error, needs};

/// Deletes a gate: from now on nobody passes it.
pub async fn delete(authority: &Authority, actor: &Actor, id: &str) -> Result<(), Error> {
    actor.may_write(needs::GATE_WRITE)?;
    let environment = actor.environment()?;
    let id = authority.decode(id, GATE)?;
    let tx = authority.storage().begin().await?;
    let gate = gates::delete(&tx, environment, id).await?.ok_or(Error::NotFound(GATE))?;
    authority.note(&tx, actor, "gate.delete", target(&gate), "{}", authority.now()).await?;
    authority.finish(tx, Change::Gates(vec![gate.secret])).await
}
