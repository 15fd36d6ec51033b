use std::time::Duration;

use keyward_domain::subscription::{Patience, Provider};
use keyward_hub::Payment;
use serde::{Deserialize, Serialize};

use crate::config::text;
use crate::config::values::{CheckoutUrl, within};

/// `[subscriptions]`: how subscriptions of the licensing hub are paid for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Subscriptions {
    /// Who takes the money: `manual` (an operator says what was paid) or `stripe` (its webhooks do). Default `manual`.
    #[serde(with = "text::plain")]
    pub provider: Provider,
    /// Where to pay, with `{subscription}` for the subscription's id. None by default.
    pub checkout_url: Option<CheckoutUrl>,
    /// Whether a subscription is usable before anything is paid, where an invoice follows; of the provider `manual` alone. Default `false`.
    pub at_once: bool,
    /// Days for which the first payment is waited for, 1 to 366. Default 30.
    #[serde(deserialize_with = "within::<_, _, 1, 366>")]
    pub first_payment_days: u32,
    /// Days for which a further payment is waited for after the end of the period, 0 to 366. Default 14.
    #[serde(deserialize_with = "within::<_, _, 0, 366>")]
    pub past_due_days: u32,
}

impl Default for Subscriptions {
    fn default() -> Self {
        let provider = Provider::Manual;
        Self { provider, checkout_url: None, at_once: false, first_payment_days: 30, past_due_days: 14 }
    }
}

impl Subscriptions {
    /// What of it the operations go by.
    pub fn payment(&self) -> Payment {
        let days = |days: u32| Duration::from_hours(24) * days;
        Payment {
            provider: self.provider,
            checkout_url: self.checkout_url.as_ref().map(|url| url.as_str().to_owned()),
            at_once: self.at_once,
            patience: Patience { first: days(self.first_payment_days), further: days(self.past_due_days) },
        }
    }
}
