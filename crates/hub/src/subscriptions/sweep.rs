//! Let time pass for subscriptions.

use keyward_authority::{Actor, Origin};
use keyward_domain::subscription::SubscriptionEvent;
use keyward_storage::subscriptions;

use super::{happen, target};
use crate::licenses::Work;
use crate::{Error, Hub};

/// So many at a time, so that no transaction is long.
const AT_ONCE: u64 = 200;

/// Writes down what became of subscriptions by the mere passing of time; how many there were. To be called now and then until there are
/// none. No licence hangs on it: each ends by itself.
pub async fn sweep(hub: &Hub) -> Result<usize, Error> {
    let (now, patience) = (hub.now(), hub.settings().payment.patience);
    let tx = hub.authority().storage().begin().await?;
    let waited = (now, now.minus(patience.first), now.minus(patience.further));
    let due = subscriptions::lock_due(&tx, waited, AT_ONCE).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let actor = Actor::at_large(Origin { request_id: "sweep".to_owned(), ..Origin::default() });
    let mut work = Work::by_billing(hub, tx, &actor);
    for subscription in &due {
        let changed = happen(&mut work, subscription, SubscriptionEvent::TimePassed).await?;
        let detail = serde_json::json!({"status": changed.facts.status.as_str()});
        work.note_on(changed.tenant, target(&changed), "subscription.lapse", &detail);
    }
    work.written().await?.commit().await?;
    Ok(due.len())
}
