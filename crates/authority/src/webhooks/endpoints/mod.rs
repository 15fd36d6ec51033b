//! Operations on endpoints.

pub mod create;
pub mod delete;
pub mod get;
pub mod list;
pub mod rotate;
pub mod test;
pub mod update;

mod fields;

use keyward_domain::webhook::WebhookEndpoint;
use keyward_token::PlainSecret;

/// An endpoint whose secret was just made. The only time it is told.
#[derive(Debug)]
pub struct Created {
    /// The endpoint.
    pub endpoint: WebhookEndpoint,
    /// The secret.
    pub secret: PlainSecret,
}
