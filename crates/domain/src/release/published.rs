//! A release and its file.

use std::fmt;

use keyward_token::Digest;
use sha2::{Digest as _, Sha256};

use super::{Channel, Component, Version};
use crate::{Activation, Entity, Id, Product, Timestamp};

/// A version of something, with its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its id.
    pub id: Id<Release>,
    /// Of what.
    pub of: ReleaseOf,
    /// Its version, unique there.
    pub version: Version,
    /// How ready it is.
    pub channel: Channel,
    /// What is said of it.
    pub notes: ReleaseNotes,
    /// How many of the sites get it.
    pub rollout: Rollout,
    /// From which versions a site gets it.
    pub from: FromVersions,
    /// Whether sites should take it at once.
    pub critical: bool,
    /// Whether sites may take it by themselves.
    pub autoupdate: bool,
    /// Whether a site must go through it on its way to a later one.
    pub stop: bool,
    /// Its file.
    pub artifact: Artifact,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was published; from then on its file and its version are what they are.
    pub published_at: Option<Timestamp>,
    /// When it was taken back; from then on it is offered to nobody.
    pub yanked_at: Option<Timestamp>,
}

impl Entity for Release {
    const PREFIX: &'static str = "release";
}

impl Release {
    /// When it was published, if it may be had.
    pub fn offered(&self) -> Option<Timestamp> {
        self.published_at.filter(|_| self.yanked_at.is_none())
    }
}

/// What a release is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReleaseOf {
    /// A product.
    Product(Id<Product>),
    /// A product's component.
    Component(Id<Component>),
}

/// What is said of a release.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReleaseNotes {
    /// What is new, as HTML.
    pub changelog: String,
    /// What people should know before they take it.
    pub upgrade_notice: Option<String>,
    /// The oldest WordPress that it runs on.
    pub requires: Option<String>,
    /// The newest WordPress that it was tried on.
    pub tested: Option<String>,
    /// The oldest PHP that it runs on.
    pub requires_php: Option<String>,
}

/// The file of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Its name in the store.
    pub object: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: Digest,
    /// The Ed25519 signature over its SHA-384, in base64: the form that WordPress reads.
    pub signature: String,
    /// The key that it was signed with.
    pub key_id: String,
}

/// From which versions a site gets a release; `None` is no bound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FromVersions {
    /// From this one.
    pub least: Option<Version>,
    /// Up to this one.
    pub most: Option<Version>,
}

impl FromVersions {
    /// Whether a site with that version gets it.
    pub fn allows(&self, installed: &Version) -> bool {
        self.least.as_ref().is_none_or(|least| least <= installed)
            && self.most.as_ref().is_none_or(|most| installed <= most)
    }
}

/// How many of a hundred sites get a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rollout(u8);

impl Rollout {
    /// All of them.
    pub const ALL: Self = Self(100);

    /// So many of a hundred. Errs above 100.
    pub fn new(percent: i64) -> Result<Self, &'static str> {
        let percent = u8::try_from(percent).ok().filter(|&percent| percent <= 100);
        percent.map(Self).ok_or("must be a number from 0 to 100")
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Whether a site gets the release: always the same for both, whatever the number was before. Nobody in particular gets what all get.
    pub fn reaches(self, release: Id<Release>, site: Option<Id<Activation>>) -> bool {
        self == Self::ALL || site.is_some_and(|site| bucket(release, site) < self.0)
    }
}

/// SHA-256(release id ‖ activation id), as a number modulo 100.
fn bucket(release: Id<Release>, site: Id<Activation>) -> u8 {
    let digest = Sha256::new().chain_update(release.get().to_be_bytes());
    let digest = digest.chain_update(site.get().to_be_bytes()).finalize();
    let rest = digest.iter().fold(0_u32, |rest, &byte| (rest * 256 + u32::from(byte)) % 100);
    u8::try_from(rest).unwrap_or(u8::MAX)
}

impl fmt::Display for ReleaseOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Product(id) => write!(f, "product {}", id.get()),
            Self::Component(id) => write!(f, "component {}", id.get()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_sites_get_a_release_as_its_number_grows_and_none_loses_it() {
        let release = Id::new(7);
        let reached = |percent: i64| -> Vec<bool> {
            let rollout = Rollout::new(percent).unwrap();
            (0..1000).map(|site| rollout.reaches(release, Some(Id::new(site)))).collect()
        };
        let mut before = reached(0);
        assert!(before.iter().all(|&has| !has));
        for percent in [1, 25, 50, 100] {
            let now = reached(percent);
            assert!(before.iter().zip(&now).all(|(before, now)| *before <= *now));
            before = now;
        }
        let half = reached(50).into_iter().filter(|&has| has).count();
        assert!((400..600).contains(&half), "{half}");
        assert!(before.iter().all(|&has| has));
        assert!(!Rollout::new(99).unwrap().reaches(release, None) && Rollout::ALL.reaches(release, None));
        assert!(Rollout::new(101).is_err() && Rollout::new(-1).is_err());
    }
}
