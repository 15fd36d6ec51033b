//! What is said of a release, by its forms.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_domain::{Channel, Release};
use keyward_hub::releases::{ReleaseInput, update};

use super::{Which, show};
use crate::App;
use crate::dashboard::form::{Fields, Sent};
use crate::dashboard::operator::Operating;
use crate::dashboard::problem::{Faults, Problem, hub_faults};

/// The fields that have a place of their own for what is wrong with them.
pub(super) const FIELDS: [&str; 12] = [
    "file",
    "version",
    "channel",
    "rollout_percent",
    "from_least",
    "from_most",
    "requires",
    "tested",
    "requires_php",
    "changelog",
    "upgrade_notice",
    "published",
];

/// Changes it.
pub(in crate::dashboard) async fn change(
    State(app): State<Arc<App>>,
    which: Which,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let changed = match input(&sent) {
        Ok(input) => update::update(&app.hub, &here.account(), &which.of, &which.version, &input).await,
        Err(faults) => return show::show(&app, &here, &which, "", faults, Some(sent)).await,
    };
    match changed {
        Ok(_) => Ok(here.go(&format!("{}?done=changed", which.path()))),
        Err(error) => show::show(&app, &here, &which, "", hub_faults(error)?, Some(sent)).await,
    }
}

/// All that a form says; a box that is not ticked says no.
pub(super) fn input(sent: &Fields) -> Result<ReleaseInput, Faults> {
    let text = |name: &str| Some(sent.as_typed(name).to_owned());
    let word = |name: &str| Some(sent.text(name).to_owned());
    let ticked = |name: &str| Some(!sent.text(name).is_empty());
    let percent = sent.filled("rollout_percent").map(|text| text.parse()).transpose();
    let percent = percent.map_err(|_| Faults::one("rollout_percent", "must be a whole number"))?;
    Ok(ReleaseInput {
        channel: sent.filled("channel"),
        changelog: text("changelog"),
        upgrade_notice: text("upgrade_notice"),
        requires: word("requires"),
        tested: word("tested"),
        requires_php: word("requires_php"),
        rollout_percent: percent,
        from_least: word("from_least"),
        from_most: word("from_most"),
        critical: ticked("critical"),
        autoupdate: ticked("autoupdate"),
        stop: ticked("stop"),
    })
}

/// What a release is, as its form says it.
pub(super) fn fields(release: &Release) -> Fields {
    let (notes, from) = (release.notes.clone(), &release.from);
    let version =
        |version: Option<&keyward_domain::Version>| version.map(ToString::to_string).unwrap_or_default();
    let ticked = |on: bool| if on { "on".to_owned() } else { String::new() };
    Fields::of(vec![
        ("channel", release.channel.as_str().to_owned()),
        ("changelog", notes.changelog),
        ("upgrade_notice", notes.upgrade_notice.unwrap_or_default()),
        ("requires", notes.requires.unwrap_or_default()),
        ("tested", notes.tested.unwrap_or_default()),
        ("requires_php", notes.requires_php.unwrap_or_default()),
        ("rollout_percent", release.rollout.get().to_string()),
        ("from_least", version(from.least.as_ref())),
        ("from_most", version(from.most.as_ref())),
        ("critical", ticked(release.critical)),
        ("autoupdate", ticked(release.autoupdate)),
        ("stop", ticked(release.stop)),
    ])
}

/// The channels to choose from.
pub(super) fn channels() -> Vec<(String, String)> {
    Channel::ALL.iter().map(|channel| (channel.as_str().to_owned(), channel.as_str().to_owned())).collect()
}
