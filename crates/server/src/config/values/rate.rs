use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::config::text::text_value;

/// How often something may happen: `5/minute`, `20/10 minutes`, or `off` for as often as anybody likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// Not limited.
    Off,
    /// So often in a period.
    Most {
        /// How often.
        hits: u32,
        /// In which time.
        period: Period,
    },
}

/// A number of seconds, minutes, hours or days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    count: u32,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Second,
    Minute,
    Hour,
    Day,
}

const WANTED: &str = "must be a rate like 5/minute or 20/10 minutes, or off";
const MAX_COUNT: u32 = 1000;

impl Period {
    /// How long it is.
    pub fn duration(self) -> Duration {
        let seconds = match self.unit {
            Unit::Second => 1,
            Unit::Minute => 60,
            Unit::Hour => 3600,
            Unit::Day => 86_400,
        };
        Duration::from_secs(seconds * u64::from(self.count))
    }

    /// Its number and its unit, in the singular.
    pub fn parts(self) -> (u32, &'static str) {
        let unit = match self.unit {
            Unit::Second => "second",
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::Day => "day",
        };
        (self.count, unit)
    }
}

impl FromStr for Period {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (count, unit) = match text.trim().split_once(' ') {
            Some((count, unit)) => (count.parse().map_err(|_| WANTED)?, unit.trim()),
            None => (1, text.trim()),
        };
        let unit = match unit.strip_suffix('s').unwrap_or(unit) {
            "second" => Unit::Second,
            "minute" => Unit::Minute,
            "hour" => Unit::Hour,
            "day" => Unit::Day,
            _ => return Err(WANTED),
        };
        if (1..=MAX_COUNT).contains(&count) { Ok(Self { count, unit }) } else { Err(WANTED) }
    }
}

impl FromStr for Rate {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let (hits, period) = text.split_once('/').ok_or(WANTED)?;
        let hits = hits.trim().parse().ok().filter(|hits| *hits > 0).ok_or(WANTED)?;
        Ok(Self::Most { hits, period: period.parse()? })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::Most { hits, period } => match period.parts() {
                (1, unit) => write!(f, "{hits}/{unit}"),
                (count, unit) => write!(f, "{hits}/{count} {unit}s"),
            },
        }
    }
}

text_value!(Rate);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_or_off() {
        for text in ["off", "5/minute", "20/10 minutes", "1/second", "100/hour", "7/2 days"] {
            assert_eq!(text.parse::<Rate>().expect("a rate").to_string(), text);
        }
        let ten: Period = "10 minutes".parse().expect("a period");
        assert_eq!(ten.duration(), Duration::from_secs(600));
        for bad in ["", "5", "0/minute", "5/", "5/week", "5/0 minutes", "-1/minute", "5/1001 days", "never"] {
            assert!(bad.parse::<Rate>().is_err(), "{bad}");
        }
    }
}
