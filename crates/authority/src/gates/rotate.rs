//! Give a gate another secret.

use keyward_storage::changes::Change;
use keyward_storage::gates::{self, GateChange};
use keyward_token::Digest;

use super::{Created, GATE, secret, target};
use crate::{Actor, Answer, Authority, Error, Once, needs};

/// Gives a gate another secret. The old one is good for nothing from now on.
pub async fn rotate(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    once: &Once<'_, Created>,
) -> Result<Answer<Created>, Error> {
    actor.may_write(needs::GATE_WRITE)?;
    let environment = actor.environment.ok_or(Error::EnvironmentDenied)?;
    let id = authority.decode(id, GATE)?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let secret = secret::mint(authority, environment.kind);
    let change = GateChange { secret: Some(Digest::sha256(secret.expose())), ..GateChange::default() };
    let changed = gates::change(&tx, environment.id, id, &change, now).await?;
    let (old, gate) = changed.ok_or(Error::NotFound(GATE))?;
    let rotated = Created { gate, secret };
    once.settle(authority, &tx, actor, &rotated).await?;
    authority.note(&tx, actor, "gate.rotate_secret", target(&rotated.gate), "{}", now).await?;
    authority.finish(tx, Change::Gates(vec![old.secret])).await?;
    Ok(Answer::Fresh(rotated))
}
