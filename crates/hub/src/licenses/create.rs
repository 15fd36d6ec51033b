//! Make a licence.

use keyward_authority::{Actor, Answer, Once};

use super::issue::issue;
use super::{CreateLicense, LicenseView};
use crate::{Error, Hub, needs};

/// Makes a licence for the actor's account or a client of its: developers up to their limit, resellers and agencies without.
pub async fn create(
    hub: &Hub,
    actor: &Actor,
    input: &CreateLicense,
    once: &Once<'_, LicenseView>,
) -> Result<Answer<LicenseView>, Error> {
    actor.may_write(needs::LICENSE_WRITE)?;
    let tx = hub.authority().storage().begin().await?;
    // Before the fields: an `expires_at` that was good the first time may have passed by the retry.
    if let Some(again) = once.claim(hub.authority(), &tx, actor).await? {
        return Ok(again);
    }
    let made = issue(hub, &tx, actor, input, 1, None).await?.pop().ok_or_else(Error::no_license)?;
    once.settle(hub.authority(), &tx, actor, &made).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(made))
}
