//! How long checks took in an environment.

use std::collections::BTreeMap;

use keyward_domain::{Histogram, Timestamp};
use keyward_storage::usage;

use super::{ReadUsage, Span};
use crate::{Actor, Authority, Error, needs};

/// How long checks took over a time. Those of the last second may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// From then.
    pub from: Timestamp,
    /// Until then.
    pub to: Timestamp,
    /// In such steps: `hour`, `day`, `month`.
    pub interval: &'static str,
    /// When each step began in which there was a check, oldest first, and how long they took.
    pub steps: Vec<(Timestamp, Histogram)>,
}

impl Times {
    /// All of them together.
    pub fn total(&self) -> Histogram {
        let mut total = Histogram::default();
        for (_, histogram) in &self.steps {
            total.merge(histogram);
        }
        total
    }
}

/// How long the checks took that were asked for in the actor's environment.
pub async fn times(authority: &Authority, actor: &Actor, input: &ReadUsage) -> Result<Times, Error> {
    actor.may_read(needs::SECRET_READ)?;
    let environment = actor.environment()?;
    let span = Span::of(input, authority.now())?;
    let reader = authority.storage().reader();
    let found = usage::times(&reader, environment, span.from, span.to, span.hours()).await?;
    let mut steps: BTreeMap<Timestamp, Histogram> = BTreeMap::new();
    for (begin, histogram) in &found {
        steps.entry(span.begin(*begin)).or_default().merge(histogram);
    }
    Ok(Times { from: span.from, to: span.to, interval: span.interval(), steps: steps.into_iter().collect() })
}
