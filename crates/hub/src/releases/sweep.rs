//! Forget what uploads left behind.

use std::time::Duration;

use super::receive::INCOMING;
use crate::{Error, Hub};

/// What was not written to for so long is no upload that is under way, at this instance or at another: one whose sender pauses for longer
/// than a request may is ended, and what came whole is looked through within minutes.
const OLD: Duration = Duration::from_hours(24);

/// Forgets the files of uploads that a kill of the process cut off. How many there were. To be called at the start and now and then.
pub async fn sweep(hub: &Hub) -> Result<usize, Error> {
    Ok(hub.store().forget(INCOMING, hub.now().minus(OLD)).await?)
}
