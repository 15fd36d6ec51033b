//! Payments at Stripe: which subscription one is of, and one that is taken back by a refund or a dispute (contract hub, B.1).
//!
//! What is refunded has the name of a charge or of a payment; a subscription has that of its own. What leads from one to the other is told as
//! it is paid, in events that come in any order: so each says which name belongs to which, and the way is looked for when it is needed.

use keyward_domain::subscription::{Provider, Subscription};
use keyward_storage::{Tx, payments, subscriptions};
use serde_json::Value;

use super::act::revoke_each;
use super::stripe::{Event, by_stripe};
use super::target;
use crate::licenses::Work;
use crate::{Error, Hub};

/// What an event says of payments, and of no subscription.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Payment<'a> {
    /// This payment is of this invoice.
    Made(&'a str, &'a str),
    /// One that is called by any of these names is taken back, for this reason.
    TakenBack(&'static str, Vec<&'a str>),
}

/// From a payment to its invoice, and on to the subscription.
const STEPS: usize = 2;
/// The most characters of a name.
const LONGEST: usize = 255;

impl<'a> Payment<'a> {
    /// What the event says, if it is about that. Of a refund in part it is not: who keeps some of it paid for some of it.
    pub(super) fn told(event: &Event<'a>) -> Option<Self> {
        let object = event.object;
        match event.kind {
            "invoice_payment.paid" => {
                let payment = &object["payment"];
                let made = name(&payment["payment_intent"]).or_else(|| name(&payment["charge"]))?;
                Some(Self::Made(made, name(&object["invoice"])?))
            }
            "charge.refunded" if object["refunded"] == true => {
                let names = [&object["payment_intent"], &object["id"], &object["invoice"]];
                Some(Self::TakenBack("refund", names.into_iter().filter_map(name).collect()))
            }
            "charge.dispute.created" => {
                let names = [&object["payment_intent"], &object["charge"]];
                Some(Self::TakenBack("chargeback", names.into_iter().filter_map(name).collect()))
            }
            _ => None,
        }
    }

    /// Notes it, or takes back what was paid for. What nothing leads to a subscription from is another seller's business.
    pub(super) async fn apply(self, hub: &Hub, tx: Tx, event: &Event<'_>) -> Result<(), Error> {
        match self {
            Self::Made(payment, invoice) => {
                payments::note(&tx, Provider::Stripe, (payment, invoice), hub.now()).await?;
                Ok(tx.commit().await?)
            }
            Self::TakenBack(why, names) => match subscription_of(&tx, &names).await? {
                Some(found) => take_back(hub, tx, event, &found, why).await,
                None => Ok(()),
            },
        }
    }
}

/// Notes what an invoice says of the payments that it was paid with; since 2025 those have events of their own.
pub(super) async fn note_invoice(
    hub: &Hub,
    tx: &Tx,
    object: &Value,
    subscription: &str,
) -> Result<(), Error> {
    let Some(invoice) = name(&object["id"]) else { return Ok(()) };
    let paid_with = [&object["payment_intent"], &object["charge"]].into_iter().filter_map(name);
    let belong = paid_with.map(|payment| (payment, invoice)).chain([(invoice, subscription)]);
    for pair in belong {
        payments::note(tx, Provider::Stripe, pair, hub.now()).await?;
    }
    Ok(())
}

fn name(value: &Value) -> Option<&str> {
    value.as_str().filter(|name| (1..=LONGEST).contains(&name.len()))
}

/// The subscription that any of the names leads to, held.
async fn subscription_of(tx: &Tx, names: &[&str]) -> Result<Option<Subscription>, Error> {
    for name in names {
        let mut at = (*name).to_owned();
        for _ in 0..STEPS {
            let Some(next) = payments::belongs_to(tx, Provider::Stripe, &at).await? else { break };
            at = next;
        }
        if let Some(found) = subscriptions::lock_by_ref(tx, Provider::Stripe, &at).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Revokes the licences of a subscription whose payment was taken back. The subscription goes on until Stripe says otherwise.
async fn take_back(
    hub: &Hub,
    tx: Tx,
    event: &Event<'_>,
    subscription: &Subscription,
    why: &'static str,
) -> Result<(), Error> {
    if !subscriptions::note_event(&tx, Provider::Stripe, event.id, hub.now()).await? {
        return Ok(());
    }
    let actor = by_stripe(subscription.tenant, event);
    let mut work = Work::by_billing(hub, tx, &actor);
    revoke_each(&mut work, subscription, why).await?;
    let detail = serde_json::json!({"event": event.kind, "reason": why});
    work.note_on(subscription.tenant, target(subscription), "subscription.provider_event", &detail);
    work.written().await?.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(kind: &str, object: &Value) -> Option<String> {
        Payment::told(&Event { id: "evt_1", kind, object }).map(|payment| format!("{payment:?}"))
    }

    #[test]
    fn only_a_whole_refund_and_a_dispute_take_back() {
        let charge = |refunded: bool| json!({"id": "ch_1", "payment_intent": "pi_1", "invoice": null, "refunded": refunded});
        let whole = told("charge.refunded", &charge(true)).unwrap();
        assert_eq!(whole, r#"TakenBack("refund", ["pi_1", "ch_1"])"#);
        assert_eq!(told("charge.refunded", &charge(false)), None);
        assert_eq!(told("charge.refunded", &json!({"id": "ch_1", "amount_refunded": 5})), None);
        assert_eq!(told("charge.updated", &charge(true)), None);
        let disputed =
            told("charge.dispute.created", &json!({"id": "dp_1", "charge": "ch_1", "amount": 1})).unwrap();
        assert_eq!(disputed, r#"TakenBack("chargeback", ["ch_1"])"#);
    }

    #[test]
    fn a_payment_is_of_an_invoice() {
        let payment = |of: Value| told("invoice_payment.paid", &json!({"invoice": "in_1", "payment": of}));
        let made = r#"Made("pi_1", "in_1")"#.to_owned();
        assert_eq!(payment(json!({"type": "payment_intent", "payment_intent": "pi_1"})), Some(made));
        assert_eq!(payment(json!({"type": "payment_record"})), None);
        assert_eq!(payment(json!({"charge": "c".repeat(256)})), None);
    }
}
