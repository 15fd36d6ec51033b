//! How an environment's keys were used, all together and by whose they are.

use std::collections::HashMap;

use keyward_domain::{Code, ExternalId, Id, Invalid, Key, Name, Owner, OwnerType};
use keyward_storage::usage::{self, By, Member, Of};
use keyward_storage::{customers, keys};

use super::{Answers, ReadUsage, Span, Usage};
use crate::{Actor, Authority, Error, needs};

/// Which uses, as the wire asks.
#[derive(Debug, Clone, Default)]
pub struct ReadKeysUsage {
    /// When, in which steps.
    pub when: ReadUsage,
    /// `outcome` (the default), `key`, `owner` or `customer`.
    pub group_by: Option<String>,
    /// How many groups, the busiest first: 1 to 100, 10 by default.
    pub limit: Option<String>,
}

/// How an environment's keys were used.
#[derive(Debug, Clone)]
pub struct KeysUsage {
    /// All of them, and keys that were not found.
    pub all: Usage,
    /// By what the groups are made: a word of [`ReadKeysUsage::group_by`].
    pub group_by: &'static str,
    /// The busiest ones, the busiest first.
    pub groups: Vec<Group>,
}

/// The uses of one key, or of one owner's keys.
#[derive(Debug, Clone)]
pub struct Group {
    /// The key with its name, where it is one.
    pub key: Option<(Id<Key>, Name)>,
    /// Whose.
    pub owner: Owner,
    /// What the owner is called by the tenant, when that is a customer.
    pub external_id: Option<ExternalId>,
    /// What was answered.
    pub answers: Answers,
}

const MOST_GROUPS: u64 = 100;
const USUAL_GROUPS: u64 = 10;

/// What was answered about the keys of the actor's environment, those that it asked for in vain included.
pub async fn usage(authority: &Authority, actor: &Actor, input: &ReadKeysUsage) -> Result<KeysUsage, Error> {
    actor.may_read(needs::SECRET_READ)?;
    let environment = actor.environment()?;
    let mut invalid = Invalid::none();
    let by = invalid.check("group_by", by(input.group_by.as_deref()));
    let limit = invalid.check("limit", limit(input.limit.as_deref()));
    let span = Span::read(&mut invalid, &input.when, authority.now());
    let ((span, (group_by, by)), limit) = invalid.into_value(span.zip(by).zip(limit))?;
    let reader = authority.storage().reader();
    let found = usage::answered(&reader, environment, Of::Environment, span.from, span.to).await?;
    let unknown = usage::of_unknown(&reader, environment, span.from, span.to).await?;
    let unknown = unknown.into_iter().map(|(hour, count)| (hour, Code::NotFound, count));
    let all = found.into_iter().map(|it| (it.hour, it.code, it.count)).chain(unknown);
    let all = span.told(span.answers(all));
    let top = match by {
        None => Vec::new(),
        Some(by) => usage::top(&reader, environment, by, span.from, span.to, limit).await?,
    };
    let mut groups = Vec::with_capacity(top.len());
    for member in top {
        let (of, key, owner) = match member {
            Member::Owner(owner) => (Of::Owner(owner), None, owner),
            Member::Key(id) => {
                // A key is never removed.
                let Some(key) = keys::get(&reader, environment, id).await? else { continue };
                (Of::Key(id), Some((id, key.name)), key.owner)
            }
        };
        let hours = usage::answered(&reader, environment, of, span.from, span.to).await?;
        let answers = span.answers(hours.into_iter().map(|it| (it.hour, it.code, it.count)));
        groups.push(Group { key, owner, external_id: None, answers });
    }
    let named = groups.iter().filter_map(|group| group.owner.customer());
    let named = customers::find_all(&reader, environment, named).await?;
    let named: HashMap<_, _> = named.into_iter().map(|one| (one.id, one.external_id)).collect();
    for group in &mut groups {
        group.external_id = group.owner.customer().and_then(|id| named.get(&id).cloned());
    }
    Ok(KeysUsage { all, group_by, groups })
}

/// Whether it takes long to say which keys, owners or customers were the busiest: more than so many rows have to be added up.
pub async fn takes_long(
    authority: &Authority,
    actor: &Actor,
    when: &ReadUsage,
    rows: u64,
) -> Result<bool, Error> {
    actor.may_read(needs::SECRET_READ)?;
    let environment = actor.environment()?;
    let span = Span::of(when, authority.now())?;
    let reader = authority.storage().reader();
    Ok(usage::are_more_than(&reader, environment, span.from, span.to, rows).await?)
}

fn by(text: Option<&str>) -> Result<(&'static str, Option<By>), &'static str> {
    match text {
        None | Some("outcome") => Ok(("outcome", None)),
        Some("key") => Ok(("key", Some(By::Key))),
        Some("owner") => Ok(("owner", Some(By::Owner(None)))),
        Some("customer") => Ok(("customer", Some(By::Owner(Some(OwnerType::Customer))))),
        Some(_) => Err("must be `outcome`, `key`, `owner` or `customer`"),
    }
}

fn limit(text: Option<&str>) -> Result<u64, String> {
    let Some(text) = text else { return Ok(USUAL_GROUPS) };
    let number = text.parse().ok().filter(|number| (1..=MOST_GROUPS).contains(number));
    number.ok_or_else(|| format!("must be a whole number from 1 to {MOST_GROUPS}"))
}
