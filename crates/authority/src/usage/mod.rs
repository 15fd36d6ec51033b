//! How keys are used (contract v1, part 6).

pub mod fold;
pub mod forget;
pub mod keys;
pub mod times;

mod span;

use std::collections::BTreeMap;

use keyward_domain::{Code, Timestamp};

pub use span::ReadUsage;
pub(crate) use span::Span;

/// How often was answered with each code.
pub type Counts = BTreeMap<Code, u64>;

/// Answers over a time. Those of the last second may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// From then.
    pub from: Timestamp,
    /// Until then.
    pub to: Timestamp,
    /// In such steps: `hour`, `day`, `month`.
    pub interval: &'static str,
    /// What was answered.
    pub answers: Answers,
}

/// Answers, step by step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// When each step began that has an answer, oldest first, and what was answered in it.
    pub steps: Vec<(Timestamp, Counts)>,
}

impl Answers {
    /// What was answered in all of the time.
    pub fn total(&self) -> Counts {
        let mut total = Counts::new();
        for (code, count) in self.steps.iter().flat_map(|(_, counts)| counts) {
            *total.entry(*code).or_default() += count;
        }
        total
    }
}
