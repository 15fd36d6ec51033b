use std::fmt;
use std::str::FromStr;

use keyward_authority::leaks::LeakAction;

use crate::config::text::text_value;

/// What is done about a leaked key: `notify`, `disable` or `revoke`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnLeak(pub LeakAction);

impl FromStr for OnLeak {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl fmt::Display for OnLeak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

text_value!(OnLeak);
