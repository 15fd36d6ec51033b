//! Operations on plans: the operator puts them there, accounts subscribe to them (contract hub, B.9 and E).

pub mod list;
pub mod put;

mod view;

pub use view::PlanView;
