//! What accounts have at the licensing hub's portal (contract hub, B.8).

pub mod api_keys;

use crate::accounts::profile::profile;
use crate::{Actor, Authority, Error};

/// Lets whoever is signed in for a reseller or an agency pass.
pub(crate) async fn partners_alone(authority: &Authority, actor: &Actor) -> Result<(), Error> {
    let account = profile(authority, actor).await?;
    if account.account_type.is_partner() {
        return Ok(());
    }
    Err(Error::RoleRequired("Reseller or Agency account required"))
}
