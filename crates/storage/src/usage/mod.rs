//! How often keys were answered about: roll-ups by the hour.

mod add;
mod forget;
mod read;
mod top;

pub use add::{add, add_unknown};
pub use forget::forget_before;
pub use read::{Answered, Of, answered, of_unknown};
pub use top::{By, Member, top};

use keyward_domain::Timestamp;

const MICROS_AN_HOUR: i64 = 3_600_000_000;

/// The hour in which a time lies, as it is stored.
fn hour(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(MICROS_AN_HOUR)
}

/// The first hour that begins then or later.
fn first_hour(at: Timestamp) -> i64 {
    let whole = hour(at);
    whole + i64::from(whole.saturating_mul(MICROS_AN_HOUR) < at.as_micros())
}
