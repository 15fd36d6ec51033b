//! Operations on tiers: the operator's, for every account (contract hub, part E).

pub mod list;
pub mod names;
pub mod put;
