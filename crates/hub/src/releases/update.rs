//! Change what is said of a release.

use keyward_authority::Actor;
use keyward_domain::{Invalid, Release};
use keyward_storage::releases::{self, ReleaseSpec};

use super::spec::ReleaseInput;
use super::{Of, target};
use crate::{Error, Hub};

/// Changes what is said of a release and who gets it, by the operator. Its version and its file are what they are.
pub async fn update(
    hub: &Hub,
    actor: &Actor,
    of: &Of,
    version: &str,
    input: &ReleaseInput,
) -> Result<Release, Error> {
    actor.must_be_operator()?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    let (found, slug) = of.lock(&tx, version).await?;
    let mut invalid = Invalid::none();
    let spec = input.over(&spec_of(&found), Some(&found.version), &mut invalid);
    invalid.into_result()?;
    let changed = releases::change(&tx, found.id, &spec).await?;
    hub.authority().note(&tx, actor, "release.update", target(&changed, &slug), "{}", now).await?;
    tx.commit().await?;
    Ok(changed)
}

fn spec_of(release: &Release) -> ReleaseSpec {
    ReleaseSpec {
        channel: release.channel,
        notes: release.notes.clone(),
        rollout: release.rollout,
        from: release.from.clone(),
        critical: release.critical,
        autoupdate: release.autoupdate,
        stop: release.stop,
    }
}
