//! What the operator says of a release.

use keyward_domain::{Channel, FromVersions, Invalid, ReleaseNotes, Rollout, Version};
use keyward_storage::releases::ReleaseSpec;

/// What of a release is to be as it is said; what is `None` stays, or is as it mostly is.
#[derive(Debug, Clone, Default)]
pub struct ReleaseInput {
    /// `stable`, `rc`, `beta`, `alpha` or `dev`; `stable` by default.
    pub channel: Option<String>,
    /// What is new, as HTML: at most 64 KiB.
    pub changelog: Option<String>,
    /// What people should know before they take it: at most 64 KiB.
    pub upgrade_notice: Option<String>,
    /// The oldest WordPress that it runs on.
    pub requires: Option<String>,
    /// The newest WordPress that it was tried on.
    pub tested: Option<String>,
    /// The oldest PHP that it runs on.
    pub requires_php: Option<String>,
    /// How many of a hundred sites get it; all by default.
    pub rollout_percent: Option<i64>,
    /// Sites get it from this version; an empty text is no bound.
    pub from_least: Option<String>,
    /// Sites get it up to this version; an empty text is no bound.
    pub from_most: Option<String>,
    /// Whether sites should take it at once.
    pub critical: Option<bool>,
    /// Whether sites may take it by themselves.
    pub autoupdate: Option<bool>,
    /// Whether a site must go through it on its way to a later one.
    pub stop: Option<bool>,
}

const MAX_TEXT: usize = 64 << 10;
const MAX_WORD: usize = 32;

impl ReleaseInput {
    /// What the release is to be, where it was `before`. What is wrong is added to `invalid`.
    pub(super) fn over(
        &self,
        before: &ReleaseSpec,
        version: Option<&Version>,
        invalid: &mut Invalid,
    ) -> ReleaseSpec {
        let ReleaseSpec { channel, notes, rollout, from, .. } = before.clone();
        let channel = read(invalid, "channel", self.channel.as_deref(), str::parse::<Channel>, channel);
        if channel == Channel::Stable && version.is_some_and(Version::is_prerelease) {
            invalid.add("channel", "must not be stable for a prerelease");
        }
        let rollout = self
            .rollout_percent
            .and_then(|percent| invalid.check("rollout_percent", Rollout::new(percent)))
            .unwrap_or(rollout);
        let mut text =
            |field, said: &Option<String>, before, most| longest(invalid, field, said.clone(), before, most);
        let notes = ReleaseNotes {
            changelog: text("changelog", &self.changelog, Some(notes.changelog), MAX_TEXT)
                .unwrap_or_default(),
            upgrade_notice: text("upgrade_notice", &self.upgrade_notice, notes.upgrade_notice, MAX_TEXT),
            requires: text("requires", &self.requires, notes.requires, MAX_WORD),
            tested: text("tested", &self.tested, notes.tested, MAX_WORD),
            requires_php: text("requires_php", &self.requires_php, notes.requires_php, MAX_WORD),
        };
        let bound = |text: &str| if text.is_empty() { Ok(None) } else { text.parse().map(Some) };
        let from = FromVersions {
            least: read(invalid, "from_least", self.from_least.as_deref(), bound, from.least),
            most: read(invalid, "from_most", self.from_most.as_deref(), bound, from.most),
        };
        ReleaseSpec {
            channel,
            notes,
            rollout,
            from,
            critical: self.critical.unwrap_or(before.critical),
            autoupdate: self.autoupdate.unwrap_or(before.autoupdate),
            stop: self.stop.unwrap_or(before.stop),
        }
    }
}

/// What a release is where nothing is said of it.
pub(super) fn plain() -> ReleaseSpec {
    ReleaseSpec {
        channel: Channel::Stable,
        notes: ReleaseNotes::default(),
        rollout: Rollout::ALL,
        from: FromVersions::default(),
        critical: false,
        autoupdate: false,
        stop: false,
    }
}

fn read<T>(
    invalid: &mut Invalid,
    field: &str,
    said: Option<&str>,
    parse: impl Fn(&str) -> Result<T, &'static str>,
    before: T,
) -> T {
    said.and_then(|text| invalid.check(field, parse(text))).unwrap_or(before)
}

fn longest(
    invalid: &mut Invalid,
    field: &str,
    said: Option<String>,
    before: Option<String>,
    most: usize,
) -> Option<String> {
    let Some(text) = said else { return before };
    if text.len() > most {
        invalid.add(field, format_args!("must be at most {most} bytes"));
    }
    Some(text).filter(|text| !text.is_empty())
}
