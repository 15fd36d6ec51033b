//! What webhooks of others do.

use keyward_authority::webhooks::inbound::receive::Message;
use keyward_domain::webhook::WebhookProvider;
use keyward_hub::Error;
use keyward_hub::subscriptions::stripe::{self, Connected};

use crate::App;
use crate::http::ApiError;

/// Does what a message says: Stripe's move the hub's subscriptions. One that says nothing to us is kept all the same.
pub(crate) async fn apply(app: &App, message: &Message) -> Result<(), ApiError> {
    if message.provider != WebhookProvider::Stripe {
        return Ok(());
    }
    // It was read before, for its id.
    let Ok(event) = serde_json::from_str(&message.body) else { return Ok(()) };
    let at = Connected { tenant: message.tenant, environment: message.environment };
    match stripe::apply(&app.hub, at, &event).await {
        Ok(()) => Ok(()),
        Err(Error::Authority(error)) => Err(error.into()),
        // A rule stands against it, and would the next time.
        Err(Error::Refused(refusal)) => {
            tracing::warn!(code = refusal.code, "a message of Stripe's could not be followed");
            Ok(())
        }
    }
}
