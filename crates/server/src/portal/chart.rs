//! Events by day, as bars.

use keyward_domain::Timestamp;
use keyward_metering::usage::Usage;

/// The days of a chart.
pub(super) const DAYS: i64 = 30;
const DAY: i64 = 86_400_000_000;
/// The chart's height, in its own units; a day is 10 wide.
pub(super) const HEIGHT: i64 = 96;
const WIDTH_OF_A_DAY: i64 = 10;
/// Its width.
pub(super) const WIDTH: i64 = DAYS * WIDTH_OF_A_DAY;

/// The bars of the events of one name.
#[derive(Debug)]
pub(super) struct Chart {
    pub(super) name: String,
    pub(super) total: u64,
    /// The most of a day.
    pub(super) most: u64,
    pub(super) bars: Vec<Bar>,
}

/// One day.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bar {
    /// `2026-01-14`.
    pub(super) day: String,
    pub(super) count: u64,
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) height: i64,
}

/// The first instant of the first day of a chart that ends today.
pub(super) fn begin(now: Timestamp) -> Timestamp {
    let today = now.as_micros().div_euclid(DAY) * DAY;
    Timestamp::from_micros(today - (DAYS - 1) * DAY)
}

impl Chart {
    /// The chart of what a name's events came to, day by day from `begin`.
    pub(super) fn new(usage: &Usage, begin: Timestamp) -> Self {
        let mut counts = vec![0; usize::try_from(DAYS).unwrap_or_default()];
        for row in &usage.rows {
            let Some(start) = row.window_start else { continue };
            let place = usize::try_from((start.as_micros() - begin.as_micros()).div_euclid(DAY));
            if let Some(count) = place.ok().and_then(|place| counts.get_mut(place)) {
                *count += row.value.as_u64().unwrap_or_default();
            }
        }
        Self::of(usage.event_name.clone(), &counts, begin)
    }

    fn of(name: String, counts: &[u64], begin: Timestamp) -> Self {
        let most = counts.iter().copied().max().unwrap_or_default();
        let bar = |(place, count): (i64, &u64)| {
            let scaled = i64::try_from(u128::from(*count) * 92 / u128::from(most.max(1))).unwrap_or_default();
            // A day with anything is seen; one with nothing leaves a mark on the line.
            let height = if *count > 0 { scaled.max(3) } else { 1 };
            let start = Timestamp::from_micros(begin.as_micros() + place * DAY);
            Bar {
                day: start.to_string().chars().take(10).collect(),
                count: *count,
                x: place * WIDTH_OF_A_DAY + 1,
                y: HEIGHT - height,
                height,
            }
        };
        let bars = (0..).zip(counts).map(bar).collect();
        Self { name, total: counts.iter().sum(), most, bars }
    }

    pub(super) fn first(&self) -> &str {
        self.bars.first().map_or("", |bar| &bar.day)
    }

    pub(super) fn last(&self) -> &str {
        self.bars.last().map_or("", |bar| &bar.day)
    }

    /// The days on which there was anything, the latest first.
    pub(super) fn busy(&self) -> impl Iterator<Item = &Bar> {
        self.bars.iter().rev().filter(|bar| bar.count > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_high_as_their_share_and_never_unseen() {
        let begin = begin("2026-01-31T12:00:00Z".parse().unwrap());
        assert_eq!(begin.to_string(), "2026-01-02T00:00:00Z");
        let chart = Chart::of("call".to_owned(), &[0, 1, 1000, u64::MAX / 4], begin);
        let seen: Vec<_> = chart.bars.iter().map(|bar| (bar.day.as_str(), bar.height, bar.y)).collect();
        assert_eq!(
            seen,
            [("2026-01-02", 1, 95), ("2026-01-03", 3, 93), ("2026-01-04", 3, 93), ("2026-01-05", 92, 4)]
        );
        assert_eq!(chart.busy().count(), 3);
    }
}
