//! Uses as the wire shows them.

use std::collections::BTreeMap;

use keyward_api::{KeysUsage, UsageGroup, UsageStep};
use keyward_authority::usage::keys::{Group, KeysUsage as Found};
use keyward_authority::usage::{Answers, Counts};
use keyward_domain::{ExternalId, IdCodec};

use crate::v1::keys::owner;

fn outcomes(counts: &Counts) -> BTreeMap<&'static str, u64> {
    counts.iter().map(|(code, count)| (code.as_str(), *count)).collect()
}

/// The sum, and what it is of.
pub(in crate::v1) fn told(answers: &Answers) -> (BTreeMap<&'static str, u64>, Vec<UsageStep>) {
    let step =
        |(start, counts): &_| UsageStep { start: ToString::to_string(start), outcomes: outcomes(counts) };
    (outcomes(&answers.total()), answers.steps.iter().map(step).collect())
}

pub(super) fn keys(ids: &IdCodec, found: &Found) -> KeysUsage {
    let (total, items) = told(&found.all.answers);
    KeysUsage {
        group_by: found.group_by,
        interval: found.all.interval,
        from: found.all.from.to_string(),
        to: found.all.to.to_string(),
        total,
        items,
        groups: found.groups.iter().map(|one| group(ids, one)).collect(),
    }
}

fn group(ids: &IdCodec, group: &Group) -> UsageGroup {
    let (total, items) = told(&group.answers);
    UsageGroup {
        key_id: group.key.as_ref().map(|(id, _)| ids.encode(*id)),
        name: group.key.as_ref().map(|(_, name)| name.to_string()),
        owner: owner(ids, group.owner, group.external_id.as_ref().map(ExternalId::as_str)),
        total,
        items,
    }
}
