//! Make a gate.

use keyward_domain::gates::Gate;
use keyward_storage::gates::{self, NewGate};
use keyward_storage::{StorageError, Tx, Unique};
use keyward_token::{Digest, PlainSecret};

use super::secret::{self, DEVELOPMENT_SECRETS};
use super::{Created, GateSpec, NAME_TAKEN, target};
use crate::{Actor, Answer, Authority, Error, Once, needs};

/// Makes a gate in the actor's environment.
pub async fn create(
    authority: &Authority,
    actor: &Actor,
    spec: &GateSpec,
    once: &Once<'_, Created>,
) -> Result<Answer<Created>, Error> {
    actor.may_write(needs::GATE_WRITE)?;
    let environment = actor.environment.ok_or(Error::EnvironmentDenied)?;
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let secret = secret::mint(authority, environment.kind);
    let gate = insert(authority, &tx, actor, spec, &secret).await?;
    let created = Created { gate, secret };
    once.settle(authority, &tx, actor, &created).await?;
    note(authority, tx, actor, &created.gate).await?;
    Ok(Answer::Fresh(created))
}

/// Makes a gate with one of the [secrets that everybody knows](DEVELOPMENT_SECRETS), for `serve --dev` alone.
pub async fn development(
    authority: &Authority,
    actor: &Actor,
    spec: &GateSpec,
    which: usize,
) -> Result<Gate, Error> {
    actor.may_write(needs::GATE_WRITE)?;
    let secret = DEVELOPMENT_SECRETS.get(which).filter(|_| authority.policy().development);
    let secret = secret.ok_or(Error::Forbidden("A development secret is for development alone"))?;
    let tx = authority.storage().begin().await?;
    let gate = insert(authority, &tx, actor, spec, &PlainSecret::new(*secret)).await?;
    note(authority, tx, actor, &gate).await?;
    Ok(gate)
}

async fn insert(
    authority: &Authority,
    tx: &Tx,
    actor: &Actor,
    spec: &GateSpec,
    secret: &PlainSecret,
) -> Result<Gate, Error> {
    let (name, settings) = spec.check()?;
    let secret = Digest::sha256(secret.expose());
    let (tenant, environment, now) = (actor.tenant, actor.environment()?, authority.now());
    let made = gates::insert(tx, &NewGate { tenant, environment, name, secret, settings, now }).await;
    made.map_err(|error| match error {
        StorageError::Taken(Unique::GateName) => NAME_TAKEN,
        other => other.into(),
    })
}

async fn note(authority: &Authority, tx: Tx, actor: &Actor, gate: &Gate) -> Result<(), Error> {
    authority.note(&tx, actor, "gate.create", target(gate), "{}", authority.now()).await?;
    // Nobody has this secret yet, so nobody remembers that it is unknown.
    Ok(tx.commit().await?)
}
