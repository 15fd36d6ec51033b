//! A release as lists show it.

use keyward_domain::{Release, Timestamp};

use crate::dashboard::operator::bytes;
use crate::dashboard::times::Moment;

/// A release as lists show it.
pub(in crate::dashboard::operator) struct Row {
    pub(in crate::dashboard::operator) version: String,
    pub(in crate::dashboard::operator) channel: &'static str,
    pub(in crate::dashboard::operator) rollout: u8,
    pub(in crate::dashboard::operator) critical: bool,
    pub(in crate::dashboard::operator) size: String,
    published: bool,
    yanked: bool,
    /// When it came to be what it is.
    pub(in crate::dashboard::operator) at: Moment,
}

impl Row {
    pub(in crate::dashboard::operator) fn of(release: &Release, now: Timestamp) -> Self {
        let at = release.yanked_at.or(release.published_at).unwrap_or(release.created_at);
        Self {
            version: release.version.to_string(),
            channel: release.channel.as_str(),
            rollout: release.rollout.get(),
            critical: release.critical,
            size: bytes(release.artifact.size),
            published: release.published_at.is_some(),
            yanked: release.yanked_at.is_some(),
            at: Moment::new(at, now),
        }
    }

    pub(in crate::dashboard::operator) const fn state(&self) -> &'static str {
        match (self.yanked, self.published) {
            (true, _) => "taken back",
            (false, true) => "published",
            (false, false) => "draft",
        }
    }

    /// The colour of its state.
    pub(in crate::dashboard::operator) const fn tone(&self) -> &'static str {
        match (self.yanked, self.published) {
            (true, _) => "revoked",
            (false, true) => "active",
            (false, false) => "draft",
        }
    }

    pub(in crate::dashboard::operator) const fn is_draft(&self) -> bool {
        !self.published && !self.yanked
    }

    pub(in crate::dashboard::operator) const fn is_yanked(&self) -> bool {
        self.yanked
    }
}
