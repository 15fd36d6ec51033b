//! Make many licences at once: all or none.

use keyward_authority::{Actor, Answer, Once};
use keyward_domain::Invalid;

use super::issue::issue;
use super::{CreateLicense, LicenseView};
use crate::{Error, Hub, needs};

/// Licences that were made together.
#[derive(Debug)]
pub struct Batch {
    /// The id that they and their events share.
    pub id: String,
    /// The licences, in the order in which they were made.
    pub licenses: Vec<LicenseView>,
}

/// Makes 1 to 100 licences that differ in their keys alone, in one transaction.
pub async fn create_many(
    hub: &Hub,
    actor: &Actor,
    input: &CreateLicense,
    quantity: usize,
    once: &Once<'_, Batch>,
) -> Result<Answer<Batch>, Error> {
    actor.may_write(needs::LICENSE_WRITE)?;
    let most = hub.settings().max_bulk;
    if quantity == 0 || quantity > most {
        return Err(Invalid::one("quantity", format_args!("must be 1 to {most}, not {quantity}")).into());
    }
    let tx = hub.authority().storage().begin().await?;
    if let Some(again) = once.claim(hub.authority(), &tx, actor).await? {
        return Ok(again);
    }
    let id = format!("b_{}", hub.unique_id(hub.now()).replace('-', ""));
    let licenses = issue(hub, &tx, actor, input, quantity, Some(id.clone())).await?;
    let made = Batch { id, licenses };
    once.settle(hub.authority(), &tx, actor, &made).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(made))
}
