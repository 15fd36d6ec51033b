//! How a key was used.

use std::collections::BTreeMap;
use std::time::Duration;

use keyward_domain::{Code, Interval, Invalid, Timestamp};
use keyward_storage::{keys, usage};

use super::get::KEY;
use crate::{Actor, Authority, Error, needs};

/// Which part of a key's life, in which steps.
#[derive(Debug, Clone, Default)]
pub struct ReadUsage {
    /// RFC 3339; by default 24 hours, 30 days or 365 days before `to`, by the step.
    pub from: Option<String>,
    /// RFC 3339; the end of the present hour by default.
    pub to: Option<String>,
    /// `hour` (the default), `day` or `month`, UTC.
    pub interval: Option<String>,
}

/// How often a key was answered with each code.
pub type Counts = BTreeMap<Code, u64>;

/// A key's use over a time. Uses of the last second may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// From then.
    pub from: Timestamp,
    /// Until then.
    pub to: Timestamp,
    /// In such steps: `hour`, `day`, `month`.
    pub interval: &'static str,
    /// When each step began that has a use, oldest first, and what was answered in it.
    pub steps: Vec<(Timestamp, Counts)>,
}

#[derive(Clone, Copy)]
enum Step {
    Hour,
    Day,
    Month,
}

impl Step {
    fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "hour" => Ok(Self::Hour),
            "day" => Ok(Self::Day),
            "month" => Ok(Self::Month),
            _ => Err("must be `hour`, `day` or `month`"),
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// How far back is usual, and the farthest.
    const fn reach(self) -> (Duration, Duration) {
        match self {
            Self::Hour => (Duration::from_hours(24), Duration::from_hours(31 * 24)),
            Self::Day => (Duration::from_hours(30 * 24), Duration::from_hours(366 * 24)),
            Self::Month => (Duration::from_hours(365 * 24), Duration::from_hours(3660 * 24)),
        }
    }

    /// When the step began in which that hour lies.
    fn begin(self, hour: Timestamp) -> Timestamp {
        match self {
            Self::Hour => hour,
            Self::Day => Interval::Daily.latest(hour),
            Self::Month => Interval::Monthly(1).latest(hour),
        }
    }
}

/// What was answered about the key of that id in the actor's environment, by time.
pub async fn usage(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    input: &ReadUsage,
) -> Result<Usage, Error> {
    actor.may_read(needs::SECRET_READ)?;
    let environment = actor.environment()?;
    let (step, from, to) = read(input, authority.now())?;
    let reader = authority.storage().reader();
    let id = authority.decode(id, KEY)?;
    let key = keys::get(&reader, environment, id).await?.ok_or(Error::NotFound(KEY))?;
    let mut steps: Vec<(Timestamp, Counts)> = Vec::new();
    for hour in usage::of_key(&reader, key.id, from, to).await? {
        let begun = step.begin(hour.hour);
        if steps.last().is_none_or(|(last, _)| *last != begun) {
            steps.push((begun, Counts::new()));
        }
        if let Some((_, counts)) = steps.last_mut() {
            *counts.entry(hour.code).or_default() += hour.count;
        }
    }
    Ok(Usage { from, to, interval: step.as_str(), steps })
}

fn read(input: &ReadUsage, now: Timestamp) -> Result<(Step, Timestamp, Timestamp), Invalid> {
    let mut invalid = Invalid::none();
    let step = match input.interval.as_deref() {
        None => Some(Step::Hour),
        Some(text) => invalid.check("interval", Step::parse(text)),
    };
    let mut time = |field: &str, text: &Option<String>| {
        text.as_deref().and_then(|text| invalid.check::<Timestamp, _>(field, text.parse()))
    };
    let (from, to) = (time("from", &input.from), time("to", &input.to));
    let step = invalid.clone().into_value(step)?;
    let (usual, most) = step.reach();
    // Uses are counted by the hour: the one in which `from` lies is told whole, and so is the present one.
    let whole = |at: Timestamp| {
        Timestamp::from_micros(at.as_micros().div_euclid(3_600_000_000).saturating_mul(3_600_000_000))
    };
    let to = to.unwrap_or_else(|| whole(now).plus(Duration::from_hours(1)));
    let from = step.begin(whole(from.unwrap_or_else(|| to.minus(usual))));
    if from >= to {
        invalid.add("from", "must be before `to`");
    } else if to > from.plus(most + Duration::from_hours(31 * 24)) {
        let days = most.as_secs() / 86_400;
        invalid.add("from", format_args!("must be at most {days} days before `to` by the {}", step.as_str()));
    }
    invalid.into_result().map(|()| (step, from, to))
}
