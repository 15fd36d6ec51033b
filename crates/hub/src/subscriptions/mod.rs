//! Operations on subscriptions (contract hub, B.9).
//!
//! A subscription and the licences that it pays for move in one transaction: whoever reads that it is paid finds the licences usable.

pub mod cancel;
pub mod create;
pub mod get;
pub mod list;
pub mod mark_paid;
pub mod resume;
pub mod set_auto_renew;
pub mod stripe;
pub mod sweep;

mod act;
mod payments;
mod view;

pub use view::SubscriptionView;

use act::{happen, target};
use view::{view, views};
