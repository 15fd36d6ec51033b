use std::fmt;
use std::str::FromStr;

use crate::config::text::text_value;

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// What is logged: levels, for everything or for a target, with commas between, as in
/// `info,keyward_gate=debug`. Always a filter that `tracing` takes; a bare word must be a level, so
/// that a misspelt one is refused where `tracing` would take it for a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFilter(String);

impl LogFilter {
    /// The filter's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_directive(text: &str) -> bool {
    let (target, level) = text.split_once('=').map_or((None, text), |(target, level)| (Some(target), level));
    let known = LEVELS.iter().any(|known| level.eq_ignore_ascii_case(known));
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"_:-.".contains(&c);
    known && target.is_none_or(|target| !target.is_empty() && target.bytes().all(plain))
}

impl FromStr for LogFilter {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.split(',').all(is_directive) {
            Ok(Self(text.to_owned()))
        } else {
            Err("must be off, error, warn, info, debug or trace, or a list like info,keyward_gate=debug")
        }
    }
}

impl fmt::Display for LogFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(LogFilter);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_level_is_refused() {
        for good in ["info", "WARN", "off", "info,keyward_gate=debug,hyper::proto=warn"] {
            assert_eq!(good.parse::<LogFilter>().expect("a filter").as_str(), good);
        }
        for bad in ["", "inof", "info,", "keyward=loud", "=info", "info, warn", "a[b]=info"] {
            assert!(bad.parse::<LogFilter>().is_err(), "{bad}");
        }
    }
}
