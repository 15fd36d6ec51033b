//! How long things took, counted in buckets.

/// The upper bounds of the buckets in microseconds; above the last there is one more.
const BOUNDS: [u64; 14] =
    [25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000];

/// How many things took how long. It is a few numbers, whatever their count; histograms add up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: [u64; Self::BUCKETS],
}

impl Histogram {
    /// How many buckets there are.
    pub const BUCKETS: usize = BOUNDS.len() + 1;

    /// A histogram of such counts, in the order of the buckets.
    pub const fn new(counts: [u64; Self::BUCKETS]) -> Self {
        Self { counts }
    }

    /// The bucket of what took so many microseconds.
    pub fn bucket(micros: u64) -> usize {
        BOUNDS.partition_point(|bound| *bound < micros)
    }

    /// Adds so many that took at most `at_most` microseconds, and more than the next lower bound.
    pub fn add(&mut self, at_most: u64, count: u64) {
        let held = &mut self.counts[Self::bucket(at_most)];
        *held = held.saturating_add(count);
    }

    /// Adds all of another one.
    pub fn merge(&mut self, other: &Self) {
        for (held, more) in self.counts.iter_mut().zip(other.counts) {
            *held = held.saturating_add(more);
        }
    }

    /// What is counted here and not there yet.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        Self { counts: std::array::from_fn(|place| self.counts[place].saturating_sub(earlier.counts[place])) }
    }

    /// The upper bound of each bucket in microseconds, the last one's being the largest number there is, and how many are in it.
    pub fn buckets(&self) -> impl Iterator<Item = (u64, u64)> {
        BOUNDS.into_iter().chain([u64::MAX]).zip(self.counts)
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// What this part of them, 0 to 1, took at most, in microseconds: an estimate. As `histogram_quantile` of Prometheus reckons it: evenly
    /// spread within a bucket; above the last bound, that. `None`: there are none.
    #[expect(clippy::cast_precision_loss, reason = "it is an estimate")]
    pub fn quantile(&self, part: f64) -> Option<f64> {
        let total = self.total();
        if total == 0 {
            return None;
        }
        let rank = part * total as f64;
        let (mut below, mut lower) = (0.0, 0.0);
        for (count, bound) in self.counts.iter().zip(BOUNDS) {
            let (count, bound) = (*count as f64, bound as f64);
            if count > 0.0 && below + count >= rank {
                return Some(lower + (bound - lower) * (rank - below) / count);
            }
            (below, lower) = (below + count, bound);
        }
        Some(lower)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(micros: &[u64]) -> Histogram {
        let mut counts = [0; Histogram::BUCKETS];
        for took in micros {
            counts[Histogram::bucket(*took)] += 1;
        }
        Histogram::new(counts)
    }

    #[test]
    fn quantiles_are_reckoned_within_buckets() {
        assert_eq!(of(&[]).quantile(0.5), None);
        let even = of(&[60, 70, 80, 90]);
        let (half, most) = (even.quantile(0.5).unwrap(), even.quantile(0.99).unwrap());
        assert!((half - 75.0).abs() < 1e-9 && (most - 99.5).abs() < 1e-9, "{half} {most}");
        let wide = of(&[0, 5_000_000]);
        let (half, most) = (wide.quantile(0.5).unwrap(), wide.quantile(0.99).unwrap());
        assert!((half - 25.0).abs() < 1e-9 && (most - 1_000_000.0).abs() < 1e-9, "{half} {most}");
    }

    #[test]
    fn what_is_told_by_its_buckets_is_the_same_again() {
        let all = of(&[0, 25, 26, 1_000, 1_001, 1_000_000, 1_000_001]);
        let mut again = Histogram::default();
        all.buckets().for_each(|(at_most, count)| again.add(at_most, count));
        assert_eq!(again, all);
        assert_eq!(all.buckets().next(), Some((25, 2)), "a bound is within its bucket");
        assert_eq!(all.buckets().last(), Some((u64::MAX, 1)));
        let more = of(&[30, 5_000_000]);
        again.merge(&more);
        assert_eq!((again.total(), again.since(&all)), (9, more));
    }
}
