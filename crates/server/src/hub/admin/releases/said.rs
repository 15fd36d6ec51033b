//! What the operator says of a release, new or not.

use keyward_domain::Version;
use keyward_hub::releases::ReleaseInput;
use serde::Serialize;
use utoipa::ToSchema;

use crate::hub::fields::{Choice, Flag, Parsed, Sent, Text, Whole};

const CHANNELS: &[&str] = &["stable", "rc", "beta", "alpha", "dev"];
const LONG: Text = Text::between(0, 64 << 10);
const SHORT: Text = Text::between(0, 32);
/// An empty text is no bound.
const BOUND: Parsed<Version> = Parsed::or_blank(Text::between(0, 64));

/// What is said of a release; what is left out stays as it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReleaseSaid {
    /// `stable`, `rc`, `beta`, `alpha` or `dev`; `stable` by default.
    channel: Option<String>,
    /// What is new, as HTML.
    changelog: Option<String>,
    /// What people should know before they take it.
    upgrade_notice: Option<String>,
    /// The oldest WordPress that it runs on.
    #[schema(example = "6.4")]
    requires: Option<String>,
    /// The newest WordPress that it was tried on.
    tested: Option<String>,
    /// The oldest PHP that it runs on.
    requires_php: Option<String>,
    /// How many of a hundred sites get it; all by default.
    #[schema(minimum = 0, maximum = 100)]
    rollout_percent: Option<i64>,
    /// Sites get it from this version; an empty text is no bound.
    from_min: Option<String>,
    /// Sites get it up to this version; an empty text is no bound.
    from_max: Option<String>,
    /// Whether sites should take it at once.
    critical: Option<bool>,
    /// Whether sites may take it by themselves.
    autoupdate: Option<bool>,
    /// Whether a site must go through it on its way to a later one.
    forced: Option<bool>,
}

/// Reads it.
pub(super) fn read(sent: &mut Sent) -> Option<ReleaseInput> {
    let channel = sent.optional("channel", Choice(CHANNELS));
    let changelog = sent.optional("changelog", LONG);
    let upgrade_notice = sent.optional("upgrade_notice", LONG);
    let requires = sent.optional("requires", SHORT);
    let tested = sent.optional("tested", SHORT);
    let requires_php = sent.optional("requires_php", SHORT);
    let rollout_percent = sent.optional("rollout_percent", Whole::between(0, 100));
    let from_least = sent.optional("from_min", BOUND);
    let from_most = sent.optional("from_max", BOUND);
    let critical = sent.optional("critical", Flag);
    let autoupdate = sent.optional("autoupdate", Flag);
    let stop = sent.optional("forced", Flag);
    Some(ReleaseInput {
        channel: channel?.map(str::to_owned),
        changelog: changelog?,
        upgrade_notice: upgrade_notice?,
        requires: requires?,
        tested: tested?,
        requires_php: requires_php?,
        rollout_percent: rollout_percent?,
        from_least: from_least?,
        from_most: from_most?,
        critical: critical?,
        autoupdate: autoupdate?,
        stop: stop?,
    })
}
