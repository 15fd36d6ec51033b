//! Add an environment.

use keyward_domain::{AuditTarget, Environment, EnvironmentType, Invalid, Name};
use keyward_storage::{StorageError, Unique, environments};

use crate::{Actor, Answer, Authority, Error, Once, needs};

/// An environment to be.
#[derive(Debug, Clone, Default)]
pub struct CreateEnvironment {
    /// What people call it: 1 to 255 characters, unique in the tenant.
    pub name: String,
    /// `development` or `production`.
    pub kind: String,
}

/// Adds an environment to the actor's tenant.
pub async fn create(
    authority: &Authority,
    actor: &Actor,
    input: &CreateEnvironment,
    once: &Once<'_, Environment>,
) -> Result<Answer<Environment>, Error> {
    actor.may_write(needs::ENVIRONMENT_WRITE)?;
    let now = authority.now();
    let mut invalid = Invalid::none();
    let name = invalid.check("name", input.name.parse::<Name>());
    let kind = invalid.check("type", input.kind.parse::<EnvironmentType>());
    let (name, kind) = invalid.into_value(name.zip(kind))?;
    let tx = authority.storage().begin().await?;
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let made = environments::insert(&tx, actor.tenant, &name, kind, now).await.map_err(taken)?;
    once.settle(authority, &tx, actor, &made).await?;
    authority.note(&tx, actor, "environment.create", target(&made), "{}", now).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(made))
}

pub(super) fn target(environment: &Environment) -> AuditTarget {
    AuditTarget { kind: "environment", id: environment.id.get(), name: environment.name.to_string() }
}

pub(super) fn taken(error: StorageError) -> Error {
    match error {
        StorageError::Taken(Unique::EnvironmentName) => {
            Error::AlreadyExists("An environment of this name exists already")
        }
        other => other.into(),
    }
}
