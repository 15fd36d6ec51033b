//! Operations of sites, which show a licence's key (contract hub, B.2), and the release of a domain in the portal.

pub mod activate;
pub mod deactivate;
pub mod release;
pub mod verify;

mod site;

pub use site::Slots;
