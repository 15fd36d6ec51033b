//! Events: what a tenant's customers used, and how much of it by the hour.
//!
//! Rows are added by the thousand, so they are written by statements of a few fixed sizes, which a connection prepares once.

mod hours;
mod insert;
mod list;
mod scan;
mod sweep;
mod values;

pub use hours::{Counted, CountsOf, counts, names};
pub use insert::{NewEvent, insert};
pub use list::{Event, Filter, count, list};
pub use scan::{Scanned, scan};
pub use sweep::forget_before;
pub use values::{Meter, Valued, keep_values, meters, note_meter, values};

use keyward_domain::Timestamp;

/// Microseconds of an hour, the step of the counts.
pub const HOUR: i64 = 3_600_000_000;

/// The hour in which a time lies: its first instant.
pub fn hour(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().div_euclid(HOUR) * HOUR)
}
