//! How long checks took, as Prometheus reads it.

use std::fmt::Write as _;

use keyward_domain::Histogram;

/// A histogram of text format 0.0.4, in seconds; `micros` is what all took together.
#[expect(clippy::cast_precision_loss, reason = "what Prometheus keeps is a float")]
pub(crate) fn render(name: &str, help: &str, (all, micros): (Histogram, u64)) -> String {
    let mut text = format!("# HELP {name} {help}\n# TYPE {name} histogram\n");
    let mut sum = 0;
    for (at_most, count) in all.buckets() {
        sum += count;
        let bound = if at_most == u64::MAX { "+Inf".to_owned() } else { (at_most as f64 / 1e6).to_string() };
        // Writing to a text never fails.
        let _ = writeln!(text, "{name}_bucket{{le=\"{bound}\"}} {sum}");
    }
    let seconds = micros as f64 / 1e6;
    let _ = writeln!(text, "{name}_sum {seconds}\n{name}_count {sum}\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_add_up_for_prometheus() {
        let mut all = Histogram::default();
        for took in [25, 26, 2_000_000] {
            all.add(took, 1);
        }
        let text = render("a_seconds", "Of a.", (all, 2_000_051));
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
