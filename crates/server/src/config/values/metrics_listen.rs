use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use crate::config::text::text_value;

/// Where a listener beside the main one is, such as that of the metrics, if at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricsListen {
    /// Nowhere.
    Off,
    /// On a listener of their own.
    At(SocketAddr),
}

impl FromStr for MetricsListen {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" {
            return Ok(Self::Off);
        }
        text.parse().map(Self::At).map_err(|_| "must be an address and port like 127.0.0.1:4871, or off")
    }
}

impl fmt::Display for MetricsListen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::At(address) => address.fmt(f),
        }
    }
}

text_value!(MetricsListen);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_or_off() {
        for text in ["off", "127.0.0.1:4871", "[::1]:0"] {
            assert_eq!(text.parse::<MetricsListen>().expect("a listener").to_string(), text);
        }
        assert!("no".parse::<MetricsListen>().is_err());
    }
}
