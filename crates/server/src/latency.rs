//! How long checks take: counted in buckets, so that noting one is two additions.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use keyward_domain::Timestamp;

/// The upper bounds of the buckets in microseconds; above the last there is one more.
const BOUNDS: [u64; 14] =
    [25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000];

/// Times of checks, since this server started.
#[derive(Debug, Default)]
pub(crate) struct Latency {
    counts: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

/// What half of the checks took at most, and 99 of 100, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Quantiles {
    pub(crate) half: f64,
    pub(crate) most: f64,
}

impl Latency {
    /// Notes a check that was answered now.
    pub(crate) fn note(&self, began: Timestamp, now: Timestamp) {
        let micros = u64::try_from(now.as_micros() - began.as_micros()).unwrap_or_default();
        let place = BOUNDS.iter().position(|bound| micros <= *bound).unwrap_or(BOUNDS.len());
        self.counts[place].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// `None` before the first check.
    pub(crate) fn quantiles(&self) -> Option<Quantiles> {
        let counts = self.counts();
        let total: u64 = counts.iter().sum();
        (total > 0)
            .then(|| Quantiles { half: within(&counts, total, 0.5), most: within(&counts, total, 0.99) })
    }

    /// As Prometheus reads a histogram (text format 0.0.4), in seconds.
    #[expect(clippy::cast_precision_loss, reason = "what Prometheus keeps is a float")]
    pub(crate) fn render(&self, name: &str, help: &str) -> String {
        let mut text = format!("# HELP {name} {help}\n# TYPE {name} histogram\n");
        let counts = self.counts();
        let mut sum = 0;
        for (count, bound) in counts.iter().zip(
            BOUNDS.map(|bound| (bound as f64 / 1e6).to_string()).iter().map(String::as_str).chain(["+Inf"]),
        ) {
            sum += count;
            // Writing to a text never fails.
            let _ = writeln!(text, "{name}_bucket{{le=\"{bound}\"}} {sum}");
        }
        let seconds = self.micros.load(Ordering::Relaxed) as f64 / 1e6;
        let _ = writeln!(text, "{name}_sum {seconds}\n{name}_count {sum}\n");
        text
    }

    fn counts(&self) -> [u64; BOUNDS.len() + 1] {
        std::array::from_fn(|place| self.counts[place].load(Ordering::Relaxed))
    }
}

/// As `histogram_quantile` of Prometheus reckons it: evenly spread within a bucket; above the last bound, that.
#[expect(clippy::cast_precision_loss, reason = "it is an estimate")]
fn within(counts: &[u64], total: u64, part: f64) -> f64 {
    let rank = part * total as f64;
    let (mut below, mut lower) = (0.0, 0.0);
    for (count, bound) in counts.iter().zip(BOUNDS) {
        let (count, bound) = (*count as f64, bound as f64);
        if count > 0.0 && below + count >= rank {
            return lower + (bound - lower) * (rank - below) / count;
        }
        (below, lower) = (below + count, bound);
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(micros: &[i64]) -> Latency {
        let latency = Latency::default();
        for took in micros {
            latency.note(Timestamp::from_micros(7), Timestamp::from_micros(7 + took));
        }
        latency
    }

    #[test]
    fn quantiles_are_reckoned_within_buckets() {
        assert_eq!(noted(&[]).quantiles(), None);
        let even = noted(&[60, 70, 80, 90]).quantiles().unwrap();
        assert!((even.half - 75.0).abs() < 1e-9 && (even.most - 99.5).abs() < 1e-9, "{even:?}");
        // A clock that was set back counts as no time.
        let wide = noted(&[-5, 5_000_000]).quantiles().unwrap();
        assert!((wide.half - 25.0).abs() < 1e-9 && (wide.most - 1_000_000.0).abs() < 1e-9, "{wide:?}");
    }

    #[test]
    fn buckets_add_up_for_prometheus() {
        let text = noted(&[25, 26, 2_000_000]).render("a_seconds", "Of a.");
        assert!(text.starts_with("# HELP a_seconds Of a.\n# TYPE a_seconds histogram\n"), "{text}");
        for line in [
            "a_seconds_bucket{le=\"0.000025\"} 1",
            "a_seconds_bucket{le=\"0.00005\"} 2",
            "a_seconds_bucket{le=\"1\"} 2",
            "a_seconds_bucket{le=\"+Inf\"} 3",
            "a_seconds_sum 2.000051",
            "a_seconds_count 3",
        ] {
            assert!(text.lines().any(|known| known == line), "{line} in {text}");
        }
    }
}
