//! Which part of the past, in which steps.

use std::collections::BTreeMap;
use std::time::Duration;

use keyward_domain::{Code, Interval, Invalid, Timestamp};

use super::{Answers, Counts, Usage};

/// Which part of the past, in which steps, as the wire asks.
#[derive(Debug, Clone, Default)]
pub struct ReadUsage {
    /// RFC 3339; by default 24 hours, 30 days or 365 days before `to`, by the step.
    pub from: Option<String>,
    /// RFC 3339; the end of the present hour by default.
    pub to: Option<String>,
    /// `hour` (the default), `day` or `month`, UTC.
    pub interval: Option<String>,
}

#[derive(Debug, Clone, Copy)]
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

/// The same, checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    step: Step,
}

impl Span {
    /// What is asked for, where nothing else is read beside it.
    pub(crate) fn of(input: &ReadUsage, now: Timestamp) -> Result<Self, Invalid> {
        let mut invalid = Invalid::none();
        let span = Self::read(&mut invalid, input, now);
        invalid.into_value(span)
    }

    /// Notes what is wrong with it.
    pub(crate) fn read(invalid: &mut Invalid, input: &ReadUsage, now: Timestamp) -> Option<Self> {
        let step = match input.interval.as_deref() {
            None => Some(Step::Hour),
            Some(text) => invalid.check("interval", Step::parse(text)),
        };
        let mut time = |field: &str, text: &Option<String>| match text {
            None => Some(None),
            Some(text) => invalid.check::<Timestamp, _>(field, text.parse()).map(Some),
        };
        let (from, to) = (time("from", &input.from), time("to", &input.to));
        let ((step, from), to) = step.zip(from).zip(to)?;
        let (usual, most) = step.reach();
        let to = to.unwrap_or_else(|| whole(now).plus(Duration::from_hours(1)));
        // Uses are counted by the hour: the one in which `from` lies is told whole, and so is the present one.
        let from = step.begin(whole(from.unwrap_or_else(|| to.minus(usual))));
        if from >= to {
            invalid.add("from", "must be before `to`");
        } else if to > from.plus(most + Duration::from_hours(31 * 24)) {
            let days = most.as_secs() / 86_400;
            let step = step.as_str();
            invalid.add("from", format_args!("must be at most {days} days before `to` by the {step}"));
        }
        Some(Self { from, to, step })
    }

    /// What was answered in each step, from what was answered in each hour.
    pub(crate) fn answers(self, hours: impl IntoIterator<Item = (Timestamp, Code, u64)>) -> Answers {
        let mut steps: BTreeMap<Timestamp, Counts> = BTreeMap::new();
        for (hour, code, count) in hours {
            *steps.entry(self.step.begin(hour)).or_default().entry(code).or_default() += count;
        }
        Answers { steps: steps.into_iter().collect() }
    }

    /// What has been reckoned for stretches of so many hours can be put together to the steps.
    pub(super) const fn hours(self) -> i64 {
        match self.step {
            Step::Hour => 1,
            Step::Day | Step::Month => 24,
        }
    }

    /// When the step began in which that time lies.
    pub(super) fn begin(self, at: Timestamp) -> Timestamp {
        self.step.begin(at)
    }

    /// What the steps are called.
    pub(super) const fn interval(self) -> &'static str {
        self.step.as_str()
    }

    pub(crate) fn told(self, answers: Answers) -> Usage {
        Usage { from: self.from, to: self.to, interval: self.step.as_str(), answers }
    }
}

fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().div_euclid(3_600_000_000).saturating_mul(3_600_000_000))
}
