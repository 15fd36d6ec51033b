//! Operations on licences (contract hub, A.1, B.1 and B.7).

pub mod bulk;
pub mod bulk_action;
pub mod create;
pub mod delete;
pub mod expire;
pub mod file;
pub mod get;
pub mod list;
pub mod of_customer;
pub mod offer;
pub mod purge;
pub mod reactivate;
pub mod reinstate;
pub mod renew;
pub mod revoke;
pub mod suspend;
pub mod transfer;
pub mod upgrade;
pub mod usage;

mod act;
mod issue;
mod view;

pub(crate) use act::{Found, Work, reason};
pub use issue::CreateLicense;
pub(crate) use issue::created;
pub use view::LicenseView;
pub(crate) use view::{context, view, views};
