use std::fmt;
use std::str::FromStr;

use keyward_domain::UncountedDomains;

use crate::config::text::text_value;

/// A name under which no site counts: `local`, `.preview.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncountedDomain(String);

impl UncountedDomain {
    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UncountedDomain {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match UncountedDomains::new([text]) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(_) => Err("must be a domain, such as local or .preview.example.com"),
        }
    }
}

impl fmt::Display for UncountedDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(UncountedDomain);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_domain() {
        for good in ["local", ".lan", "*.preview.example.com"] {
            assert_eq!(good.parse::<UncountedDomain>().expect("a domain").as_str(), good);
        }
        for bad in ["", "a b", ".", "http://"] {
            assert!(bad.parse::<UncountedDomain>().is_err(), "{bad}");
        }
    }
}
