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

use crate::Engine;

/// Microseconds of an hour, the step of the counts.
pub const HOUR: i64 = 3_600_000_000;

/// The hour in which a time lies: its first instant.
pub fn hour(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().div_euclid(HOUR) * HOUR)
}

/// A place for each value of some rows, as the engine has them: `(?,?),(?,?)`, or `($1,$2),($3,$4)`.
fn places(engine: Engine, rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let place = |column: usize| match engine {
            // SQLite takes `$1` for a name, and looks for each of them among all.
            Engine::Sqlite => "?".to_owned(),
            Engine::Postgres => format!("${}", row * columns + column),
        };
        format!("({})", (1..=columns).map(place).collect::<Vec<_>>().join(","))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(",")
}

/// Cuts a list into pieces of a few fixed lengths, the longest first.
fn pieces<T>(mut rest: &[T]) -> impl Iterator<Item = &[T]> {
    const SIZES: [usize; 4] = [250, 50, 10, 1];
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= rest.len())?;
        let (piece, after) = rest.split_at(size);
        rest = after;
        Some(piece)
    })
}
