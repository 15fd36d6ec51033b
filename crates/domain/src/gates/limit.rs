//! What a gate lets each key do in a stretch of time.

use crate::{Cost, LimitName, Units, Window};

/// A limit that a gate holds each key to. A key that has a limit of this name is held to that one's numbers instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateLimit {
    /// Its name.
    pub name: LimitName,
    /// The most units of one key.
    pub most: Units,
    /// In any stretch this long.
    pub window: Window,
    /// What a request takes from it; `None`: what the request costs.
    pub cost: Option<Cost>,
}
