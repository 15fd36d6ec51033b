use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::config::text::text_value;
use crate::config::values::LogFilter;

/// `[log]`: what is logged, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// `text` for people or `json` for machines. Default `text`.
    pub format: LogFormat,
    /// A level, or levels by target, as in `info,keyward_gate=debug`. Default `info`.
    pub level: LogFilter,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: "info".parse().expect("a level") }
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("must be text or json"),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

text_value!(LogFormat);
