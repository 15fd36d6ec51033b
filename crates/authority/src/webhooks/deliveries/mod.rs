//! Operations on what was sent.

pub mod get;
pub mod list;
pub mod redeliver;

use keyward_domain::webhook::WebhookEndpoint;

use crate::Error;

pub(super) fn must_be_on(endpoint: &WebhookEndpoint) -> Result<(), Error> {
    if endpoint.active {
        Ok(())
    } else {
        Err(Error::InvalidOperation("The endpoint is switched off: switch it on first"))
    }
}
