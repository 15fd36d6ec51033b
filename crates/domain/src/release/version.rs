//! Versions, as Semantic Versioning 2.0.0 has them, without build metadata: two that differ by it alone would be one.

use std::fmt;
use std::str::FromStr;

/// A version such as `1.5.0` or `2.0.0-beta.1`; at most 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version(semver::Version);

impl Version {
    const MAX_CHARS: usize = 64;

    /// Whether it comes before a release: `1.0.0-rc.1` does.
    pub fn is_prerelease(&self) -> bool {
        !self.0.pre.is_empty()
    }

    /// The release that it is, or comes before.
    pub(super) fn released(&self) -> semver::Version {
        semver::Version::new(self.0.major, self.0.minor, self.0.patch)
    }
}

impl FromStr for Version {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = if text.len() <= Self::MAX_CHARS { semver::Version::parse(text).ok() } else { None };
        match read {
            Some(version) if version.build.is_empty() => Ok(Self(version)),
            _ => Err("must be a semantic version such as 1.5.0 or 2.0.0-beta.1, without build metadata"),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_semantic_ones() {
        for good in ["0.0.1", "1.5.0", "2.0.0-beta.1", "10.20.30"] {
            assert_eq!(good.parse::<Version>().unwrap().to_string(), good);
        }
        let long = format!("1.0.0-{}", "a".repeat(59));
        for bad in ["", "1", "1.5", "v1.5.0", "1.5.0.1", "1.05.0", "1.5.0+build", "1.5.x", "../1.0.0", &long]
        {
            assert!(bad.parse::<Version>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_prerelease_comes_before_its_release() {
        let order: Vec<Version> =
            ["1.9.0", "1.10.0-alpha.2", "1.10.0-alpha.10", "1.10.0"].map(|text| text.parse().unwrap()).into();
        assert!(order.is_sorted());
        assert_eq!([0, 1].map(|at| order[at].is_prerelease()), [false, true]);
    }
}
