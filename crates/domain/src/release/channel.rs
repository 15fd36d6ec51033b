//! Channels: how ready a release is.

use std::fmt;
use std::str::FromStr;

/// How ready a release is, and how ready a site wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// For everybody.
    Stable,
    /// Stable unless somebody finds something.
    Rc,
    /// All there, not yet tried.
    Beta,
    /// Not yet all there.
    Alpha,
    /// What is being worked on; beside the others.
    Dev,
}

impl Channel {
    /// Each.
    pub const ALL: [Self; 5] = [Self::Stable, Self::Rc, Self::Beta, Self::Alpha, Self::Dev];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Rc => "rc",
            Self::Beta => "beta",
            Self::Alpha => "alpha",
            Self::Dev => "dev",
        }
    }

    /// Whether a site on this channel gets releases of that one: a looser channel has those of the tighter ones, too; `dev` stands apart.
    pub fn takes(self, release: Self) -> bool {
        match (self, release) {
            (Self::Dev, Self::Dev) => true,
            (Self::Dev, _) | (_, Self::Dev) => false,
            (asked, release) => release as u8 <= asked as u8,
        }
    }
}

impl FromStr for Channel {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|channel| channel.as_str() == text);
        found.ok_or("must be stable, rc, beta, alpha or dev")
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_looser_channel_has_the_tighter_ones_releases() {
        let taken = |asked: Channel| Channel::ALL.map(|release| asked.takes(release));
        assert_eq!(taken(Channel::Stable), [true, false, false, false, false]);
        assert_eq!(taken(Channel::Beta), [true, true, true, false, false]);
        assert_eq!(taken(Channel::Alpha), [true, true, true, true, false]);
        assert_eq!(taken(Channel::Dev), [false, false, false, false, true]);
    }

    #[test]
    fn every_word_reads_back() {
        for channel in Channel::ALL {
            assert_eq!(channel.as_str().parse(), Ok(channel));
        }
    }
}
