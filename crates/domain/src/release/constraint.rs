//! Which versions will do.

use std::fmt;
use std::str::FromStr;

use super::Version;

/// Which versions will do, such as `1.x`, `^2.1` or `>=1.4 <2.0`; a bare `1.4` is `^1.4`. It names no prereleases: those are a channel's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    text: Box<str>,
    wanted: semver::VersionReq,
}

impl Constraint {
    const MAX_CHARS: usize = 128;

    /// Whether a version will do. A prerelease is where the release that it comes before is.
    pub fn allows(&self, version: &Version) -> bool {
        self.wanted.matches(&version.released())
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Constraint {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "must be a version constraint such as 1.x, ^2.1 or >=1.4 <2.0";
        if text.len() > Self::MAX_CHARS {
            return Err(WRONG);
        }
        // A blank is as good as a comma, but for one between an operator and its version.
        let mut parts: Vec<String> = Vec::new();
        for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
            match parts.last_mut() {
                Some(last) if last.ends_with(['<', '>', '=', '~', '^']) => last.push_str(word),
                _ => parts.push(word.to_owned()),
            }
        }
        let wanted = semver::VersionReq::parse(&parts.join(", ")).map_err(|_| WRONG)?;
        if wanted.comparators.iter().any(|one| !one.pre.is_empty()) {
            return Err("must name no prerelease: choose those by the channel");
        }
        Ok(Self { text: text.into(), wanted })
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_says_which_versions_will_do() {
        let versions = ["1.3.9", "1.4.0", "1.9.0", "2.0.0-beta.1", "2.0.0"];
        let allowed = |text: &str| {
            let wanted: Constraint = text.parse().unwrap();
            versions.map(|version| wanted.allows(&version.parse().unwrap()))
        };
        assert_eq!(allowed(">=1.4 <2.0"), [false, true, true, false, false]);
        assert_eq!(allowed(">= 1.4, < 2.0"), allowed(">=1.4 <2.0"));
        assert_eq!(allowed("1.x"), [true, true, true, false, false]);
        assert_eq!(allowed("^2.0"), [false, false, false, true, true]);
        assert_eq!(allowed("*"), [true; 5]);
    }

    #[test]
    fn what_is_none_is_refused() {
        for bad in ["", "latest", ">=1.4 <", ">=1.0.0-beta.1", "1.x || 2.x", &">".repeat(129)] {
            assert!(bad.parse::<Constraint>().is_err(), "{bad}");
        }
    }
}
