//! Which release a site is offered.

use super::{Channel, Constraint, Release, Version};
use crate::{Activation, Id, Timestamp};

/// What is known when a site asks for something newer.
#[derive(Debug, Clone, Copy)]
pub struct UpdateQuestion<'a> {
    /// What it has; `None` for one that asks what there is at all.
    pub installed: Option<&'a Version>,
    /// How ready it wants it.
    pub channel: Channel,
    /// Which versions will do.
    pub constraint: Option<&'a Constraint>,
    /// Which site it is, where a licence says so.
    pub site: Option<Id<Activation>>,
    /// Only what was published before this, for a licence that has ended.
    pub published_before: Option<Timestamp>,
}

/// The newest release that the site may have. Of those that it must go through on its way, the first.
pub fn newest<'a>(releases: &'a [Release], asked: &UpdateQuestion<'_>) -> Option<&'a Release> {
    let fits = |release: &&Release| {
        let Some(published) = release.offered() else { return false };
        asked.published_before.is_none_or(|end| published < end)
            && asked.channel.takes(release.channel)
            && asked.constraint.is_none_or(|wanted| wanted.allows(&release.version))
            && asked
                .installed
                .is_none_or(|installed| *installed < release.version && release.from.allows(installed))
            && release.rollout.reaches(release.id, asked.site)
    };
    let by_version = |release: &&Release| release.version.clone();
    let fitting = || releases.iter().filter(fits);
    let stop = fitting().filter(|release| release.stop && asked.installed.is_some()).min_by_key(by_version);
    stop.or_else(|| fitting().max_by_key(by_version))
}

#[cfg(test)]
mod tests {
    use keyward_token::Digest;
    use proptest::prelude::*;

    use super::super::{Artifact, FromVersions, ReleaseNotes, ReleaseOf, Rollout};
    use super::*;

    const fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    /// Published at the number of its place.
    fn releases(versions: &[(&str, Channel)]) -> Vec<Release> {
        let numbered = (1_i64..).zip(versions);
        let made = numbered.map(|(number, (text, channel))| Release {
            id: Id::new(number),
            of: ReleaseOf::Product(Id::new(1)),
            version: version(text),
            channel: *channel,
            notes: ReleaseNotes::default(),
            rollout: Rollout::ALL,
            from: FromVersions::default(),
            critical: false,
            autoupdate: false,
            stop: false,
            artifact: Artifact {
                object: String::new(),
                size: 0,
                sha256: Digest::sha256(""),
                signature: String::new(),
                key_id: String::new(),
            },
            created_at: at(0),
            published_at: Some(at(number)),
            yanked_at: None,
        });
        made.collect()
    }

    fn question(installed: &Version) -> UpdateQuestion<'_> {
        UpdateQuestion {
            installed: Some(installed),
            channel: Channel::Stable,
            constraint: None,
            site: None,
            published_before: None,
        }
    }

    fn told(releases: &[Release], asked: &UpdateQuestion<'_>) -> Option<String> {
        newest(releases, asked).map(|release| release.version.to_string())
    }

    #[test]
    fn the_newest_of_the_channel_that_may_be_had() {
        let mut all = releases(&[
            ("1.5.0", Channel::Stable),
            ("1.4.0", Channel::Stable),
            ("2.0.0-beta.1", Channel::Beta),
            ("9.0.0", Channel::Dev),
        ]);
        let old = version("1.4.2");
        let asked = question(&old);
        assert_eq!(told(&all, &asked).as_deref(), Some("1.5.0"));
        let beta = UpdateQuestion { channel: Channel::Alpha, ..asked };
        assert_eq!(told(&all, &beta).as_deref(), Some("2.0.0-beta.1"));
        let held = "1.x".parse().unwrap();
        assert_eq!(told(&all, &UpdateQuestion { constraint: Some(&held), ..beta }).as_deref(), Some("1.5.0"));
        assert_eq!(told(&all, &UpdateQuestion { published_before: Some(at(1)), ..asked }), None);
        assert_eq!(told(&all, &UpdateQuestion { installed: None, ..asked }).as_deref(), Some("1.5.0"));
        assert_eq!(told(&all, &question(&version("1.5.0"))), None);
        all[0].yanked_at = Some(at(9));
        assert_eq!(told(&all, &asked), None);
        (all[0].yanked_at, all[0].published_at) = (None, None);
        assert_eq!(told(&all, &asked), None);
    }

    #[test]
    fn a_site_goes_through_the_stops_on_its_way_and_through_no_gate_that_is_shut() {
        let mut all =
            releases(&[("2.0.0", Channel::Stable), ("3.0.0", Channel::Stable), ("4.0.0", Channel::Stable)]);
        (all[0].stop, all[1].stop) = (true, true);
        assert_eq!(told(&all, &question(&version("1.0.0"))).as_deref(), Some("2.0.0"));
        assert_eq!(told(&all, &question(&version("2.0.0"))).as_deref(), Some("3.0.0"));
        assert_eq!(told(&all, &question(&version("3.0.0"))).as_deref(), Some("4.0.0"));
        all[2].from = FromVersions { least: Some(version("3.1.0")), most: None };
        assert_eq!(told(&all, &question(&version("3.0.0"))), None);
        all[2].from = FromVersions { least: None, most: Some(version("3.0.0")) };
        assert_eq!(told(&all, &question(&version("3.0.0"))).as_deref(), Some("4.0.0"));
    }

    proptest! {
        /// Whoever takes what they are offered, again and again, gets to the newest one, and never back.
        #[test]
        fn following_the_offers_ends_at_the_top(minors in prop::collection::hash_set(0_u8..20, 1..8), stops in any::<u8>(), from in 0_u8..20) {
            let texts: Vec<String> = minors.iter().map(|minor| format!("1.{minor}.0")).collect();
            let mut all = releases(&texts.iter().map(|text| (text.as_str(), Channel::Stable)).collect::<Vec<_>>());
            for (place, release) in all.iter_mut().enumerate() {
                release.stop = stops & (1 << place) != 0;
            }
            let mut has = version(&format!("1.{from}.0"));
            let top = all.iter().map(|release| release.version.clone()).max().unwrap().max(has.clone());
            while let Some(next) = newest(&all, &question(&has)) {
                prop_assert!(next.version > has);
                has = next.version.clone();
            }
            prop_assert_eq!(has, top);
        }
    }
}
