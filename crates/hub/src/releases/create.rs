//! Make a release of a file that was taken in.

use keyward_authority::Actor;
use keyward_domain::{Invalid, Release, Timestamp, Version};
use keyward_storage::releases::{self, NewRelease};
use keyward_storage::{StorageError, Unique};

use super::receive::{Received, discard};
use super::spec::{ReleaseInput, plain};
use super::{Of, target};
use crate::error::RefusalKind;
use crate::{Error, Hub};

/// A release to be, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct CreateRelease {
    /// Its version: a semantic one.
    pub version: String,
    /// Whether it is published at once.
    pub published: bool,
    /// Since when it counts as published, if not since now: a fix of a fault of security is for whoever had the release that it mends, also for licences
    /// that ended since (contract hub, B.3). What is published so is published at once.
    pub published_at: Option<Timestamp>,
    /// The rest.
    pub rest: ReleaseInput,
}

/// Makes a release, by the operator. Where that fails, its file is forgotten.
pub async fn create(
    hub: &Hub,
    actor: &Actor,
    of: &Of,
    input: &CreateRelease,
    received: Received,
) -> Result<Release, Error> {
    let made = insert(hub, actor, of, input, &received).await;
    if made.is_err() {
        discard(hub, received).await;
    }
    made
}

async fn insert(
    hub: &Hub,
    actor: &Actor,
    of: &Of,
    input: &CreateRelease,
    received: &Received,
) -> Result<Release, Error> {
    actor.must_be_operator()?;
    let mut invalid = Invalid::none();
    let version = invalid.check("version", input.version.parse::<Version>());
    let spec = input.rest.over(&plain(), version.as_ref(), &mut invalid);
    let now = hub.now();
    if input.published_at.is_some_and(|at| at > now) {
        invalid.add("published_at", "must not lie in the future");
    }
    let version = invalid.into_value(version)?;
    let tx = hub.authority().storage().begin().await?;
    let (release_of, slug) = of.find(&tx).await?;
    let artifact = received.artifact.clone();
    let published_at = input.published_at.or(input.published.then_some(now));
    let new = NewRelease { of: release_of, version, spec, artifact, published_at, now };
    let made = releases::insert(&tx, &new).await.map_err(|error| match error {
        StorageError::Taken(Unique::ReleaseVersion) => Error::refused(
            RefusalKind::Invalid,
            "release_exists",
            "There is a release of this version already",
        ),
        other => other.into(),
    })?;
    hub.authority().note(&tx, actor, "release.create", target(&made, &slug), "{}", now).await?;
    tx.commit().await?;
    Ok(made)
}
