//! Tell a site about a product's newest release.

use super::check::{CheckUpdate, UpdateTold, check};
use crate::{Error, Hub};

/// The newest release that the site may have, whatever it has already: a client of WordPress compares the versions itself, and asks for what
/// it shows in "View details" of the version that is installed, too.
pub async fn info(hub: &Hub, input: &CheckUpdate) -> Result<UpdateTold, Error> {
    let told = check(hub, input).await?;
    if told.release.is_some() {
        return Ok(told);
    }
    let told = check(hub, &CheckUpdate { version: None, ..input.clone() }).await?;
    if told.release.is_some() { Ok(told) } else { Err(Error::no_release()) }
}
