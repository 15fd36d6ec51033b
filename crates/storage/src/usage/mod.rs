//! How often keys were answered about, and how long that took: roll-ups by the hour, of days long past by the day.
//!
//! A day that was folded stands in its first hour, so whoever sums up hours sums up days as well. What all keys of an environment come to
//! stands in rows of its own, which triggers keep equal to the sums of the keys' rows whatever is done to those.

mod add;
mod fold;
mod forget;
mod read;
mod times;
mod top;

pub use add::{add, add_unknown};
pub use fold::{Counted, fold};
pub use forget::forget_before;
pub use read::{Answered, Of, answered, of_unknown};
pub use times::{add_times, forget_times_before, times};
pub use top::{By, Member, are_more_than, top};

use keyward_domain::Timestamp;

const MICROS_AN_HOUR: i64 = 3_600_000_000;
const HOURS_A_DAY: i64 = 24;

/// The hour in which a time lies, as it is stored.
fn hour(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(MICROS_AN_HOUR)
}

/// The first hour that begins then or later.
fn first_hour(at: Timestamp) -> i64 {
    let whole = hour(at);
    whole + i64::from(whole.saturating_mul(MICROS_AN_HOUR) < at.as_micros())
}
