//! Webhooks: what can be told, to whom, how often it is tried, and where it may go (contract v1, part 10; contract hub, A.3 and B.8).

mod address;
mod endpoint;
mod interest;
mod kind;
mod retry;

pub use address::{Targets, is_public};
pub use endpoint::{
    DeliveryState, WebhookAttempt, WebhookConnection, WebhookDelivery, WebhookEndpoint, WebhookProvider,
};
pub use interest::{Interest, InterestError};
pub use kind::WebhookKind;
pub use retry::{GIVE_UP_AFTER, SWITCH_OFF_AFTER, next_attempt};
