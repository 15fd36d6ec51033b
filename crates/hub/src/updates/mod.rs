//! What sites ask about updates (contract hub, B.3). The licence's key is the credential; without one they learn of updates, and get none.

pub mod changelog;
pub mod check;
pub mod info;
pub mod keys;
pub mod link;
pub mod redeem;

mod site;
mod ticket;

pub use redeem::Package;
pub use site::LicenseTold;
pub use ticket::Ticket;

pub(crate) use site::{Entitled, entitled, judge, refused, weigh};
pub(crate) use ticket::issue;
