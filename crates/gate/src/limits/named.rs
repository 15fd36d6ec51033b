//! The limits that a check names.

use std::sync::Arc;

use keyward_domain::{Cost, LimitName, Timestamp, Units, Window};

use super::{Count, Part, Registry, Scope};
use crate::{CachedGrant, CheckError, Subject};

/// A limit that a check names: one of the key's, or one that it makes up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedLimit {
    /// Its name.
    pub name: LimitName,
    /// What the check takes from it; `None`: what the check costs.
    pub cost: Option<Cost>,
    /// What it allows, unless the key has a limit of that name, whose own numbers stand.
    pub rule: Option<(Units, Window)>,
}

/// A part of a check whose cell may be nobody's but the registry's.
pub(crate) struct Resolved {
    count: Arc<Count>,
    most: u32,
    cost: u32,
}

impl Resolved {
    pub(crate) fn part(&self) -> Part<'_> {
        Part { count: &self.count, most: self.most, cost: self.cost }
    }
}

/// What a check takes: the key's own limits, as far as they are automatic or named, then those that the check makes up.
pub(crate) fn resolve(
    registry: &Registry,
    grant: &CachedGrant,
    named: &[NamedLimit],
    cost: Cost,
    now: Timestamp,
) -> Result<Vec<Resolved>, CheckError> {
    let cost_of = |named: Option<&NamedLimit>| named.and_then(|it| it.cost).unwrap_or(cost).get();
    let own = grant.limits.iter().zip(grant.held());
    let mut parts: Vec<_> = own
        .filter_map(|(limit, held)| {
            let named = named.iter().find(|named| named.name == limit.name);
            (held.auto || named.is_some()).then(|| Resolved {
                count: Arc::clone(&held.count),
                most: held.most,
                cost: cost_of(named),
            })
        })
        .collect();
    for (index, named) in named.iter().enumerate() {
        if grant.limits.iter().any(|limit| limit.name == named.name) {
            continue;
        }
        let (Some((most, window)), Subject::Key(_)) = (named.rule, grant.subject) else {
            return Err(CheckError::UnknownLimit(index));
        };
        let scope = Scope::Key(grant.limit_scope);
        let count =
            registry.made_up(scope, &named.name, window, now).ok_or(CheckError::TooManyLimits(index))?;
        parts.push(Resolved { count, most: most.get(), cost: cost_of(Some(named)) });
    }
    Ok(parts)
}
