//! Operations on packs of licences (contract hub, A.1).

pub mod add;
pub mod list;
