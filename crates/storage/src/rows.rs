//! Writing many rows by statements of a few fixed sizes, which a connection prepares once.

use crate::Engine;

/// A place for each value of some rows, as the engine has them: `(?,?),(?,?)`, or `($1,$2),($3,$4)`.
pub(crate) fn places(engine: Engine, rows: usize, columns: usize) -> String {
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
pub(crate) fn pieces<T>(mut rest: &[T]) -> impl Iterator<Item = &[T]> {
    const SIZES: [usize; 4] = [250, 50, 10, 1];
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= rest.len())?;
        let (piece, after) = rest.split_at(size);
        rest = after;
        Some(piece)
    })
}
