//! Read the trail.

use keyward_domain::{Invalid, Order, Page, Timestamp};
use keyward_storage::audit::{self, Entry, Filter};

use crate::{Actor, Authority, Error, needs};

/// Which entries, as the wire asks.
#[derive(Debug, Clone, Default)]
pub struct ListAudit {
    /// Such as `key.create`.
    pub action: Option<String>,
    /// The id of who did it.
    pub actor_id: Option<String>,
    /// `key`, `static_key`, `user`, `portal_session` or `operator`.
    pub actor_type: Option<String>,
    /// Such as `key`.
    pub target_type: Option<String>,
    /// The id of what it was done to.
    pub target_id: Option<String>,
    /// `done` or `refused`.
    pub outcome: Option<String>,
    /// The request.
    pub request_id: Option<String>,
    /// The first time, RFC 3339.
    pub start_time: Option<String>,
    /// The first time that is too late.
    pub end_time: Option<String>,
    /// The place of the last entry of the page before.
    pub after: Option<String>,
}

/// A page of the tenant's trail.
#[derive(Debug, Clone)]
pub struct Trail {
    /// The entries.
    pub entries: Vec<Entry>,
    /// How many there are on all pages.
    pub total: u64,
}

/// A page of the tenant's trail, in every environment.
pub async fn list(
    authority: &Authority,
    actor: &Actor,
    input: &ListAudit,
    page: Page,
) -> Result<Trail, Error> {
    let filter = filter(authority, actor, input)?;
    let reader = authority.storage().reader();
    let total = audit::count(&reader, actor.tenant, &filter).await?;
    let entries = audit::list(&reader, actor.tenant, &filter, page).await?;
    Ok(Trail { entries, total })
}

/// The last entries of the tenant's trail, the newest first; how many there are in all is not counted.
pub async fn recent(
    authority: &Authority,
    actor: &Actor,
    input: &ListAudit,
    most: u64,
) -> Result<Vec<Entry>, Error> {
    let filter = filter(authority, actor, input)?;
    let page = Page { limit: most, offset: 0, order: Order::Descending };
    Ok(audit::list(&authority.storage().reader(), actor.tenant, &filter, page).await?)
}

/// How many entries are read at once for an export.
const EXPORT_AT_ONCE: u64 = 500;

/// An export under way: asked once, read in parts.
#[derive(Debug)]
pub struct Export {
    actor: Actor,
    filter: Filter,
}

impl Export {
    /// Checks what is asked.
    pub fn begin(authority: &Authority, actor: &Actor, input: &ListAudit) -> Result<Self, Error> {
        Ok(Self { filter: filter(authority, actor, input)?, actor: actor.clone() })
    }

    /// The next entries, oldest first; none: it is done.
    pub async fn next(&mut self, authority: &Authority) -> Result<Vec<Entry>, Error> {
        let page = Page { limit: EXPORT_AT_ONCE, offset: 0, order: Order::Ascending };
        let reader = authority.storage().reader();
        let entries = audit::list(&reader, self.actor.tenant, &self.filter, page).await?;
        if let Some(last) = entries.last() {
            self.filter.after = Some(last.sequence);
        }
        Ok(entries)
    }
}

fn filter(authority: &Authority, actor: &Actor, input: &ListAudit) -> Result<Filter, Error> {
    actor.may_read(needs::AUDIT_READ)?;
    let mut invalid = Invalid::none();
    let time = |invalid: &mut Invalid, field: &str, text: &Option<String>| -> Option<Timestamp> {
        text.as_ref().and_then(|text| invalid.check(field, text.parse()))
    };
    let from = time(&mut invalid, "start_time", &input.start_time);
    let to = time(&mut invalid, "end_time", &input.end_time);
    if from.zip(to).is_some_and(|(from, to)| from >= to) {
        invalid.add("end_time", "must be after start_time");
    }
    if input.outcome.as_deref().is_some_and(|outcome| outcome != "done" && outcome != "refused") {
        invalid.add("outcome", "must be `done` or `refused`");
    }
    let after = input.after.as_ref().and_then(|text| {
        invalid.check("after", text.parse::<i64>().map_err(|_| "must be the sequence of an entry"))
    });
    let target = input
        .target_id
        .as_ref()
        .and_then(|text| invalid.check("target_id", authority.ids().decode_any(text).ok_or("must be an id")));
    for (field, text) in [
        ("action", &input.action),
        ("actor_id", &input.actor_id),
        ("actor_type", &input.actor_type),
        ("target_type", &input.target_type),
        ("request_id", &input.request_id),
    ] {
        if text.as_ref().is_some_and(|text| text.contains('\0')) {
            invalid.add(field, "must not contain control characters");
        }
    }
    invalid.into_result()?;
    let kind = target.as_ref().map(|(prefix, _)| kind_of(prefix).to_owned());
    Ok(Filter {
        action: input.action.clone(),
        actor_id: input.actor_id.clone(),
        actor_kind: input.actor_type.clone(),
        target_kind: input.target_type.clone().or(kind),
        target_id: target.map(|(_, id)| id),
        outcome: input.outcome.clone(),
        request_id: input.request_id.clone(),
        from,
        to,
        after,
    })
}

/// The prefixes of ids whose kind the trail calls by another word.
const PREFIXES: [(&str, &str); 6] = [
    ("service_account", "sa"),
    ("environment", "env"),
    ("customer", "cust"),
    ("portal_session", "portal"),
    ("webhook", "whe"),
    ("connection", "whc"),
];

fn kind_of(prefix: &str) -> &str {
    PREFIXES.iter().find(|(_, known)| *known == prefix).map_or(prefix, |(kind, _)| kind)
}

/// The id of what an entry is about, as the wire prints it; `None` where it has none.
pub fn target_id(authority: &Authority, entry: &Entry) -> Option<String> {
    let kind = entry.target_kind.as_str();
    let prefix = PREFIXES.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, prefix)| prefix);
    (entry.target_id > 0).then(|| authority.ids().encode_any(prefix, entry.target_id))
}
