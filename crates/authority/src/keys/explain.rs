//! Tell why a presented key may or may not pass, without charging it.

use std::sync::Arc;

use keyward_domain::{Code, KeyState, Timestamp};
use keyward_gate::{Answer, Ask, CachedGrant, Meter};
use keyward_storage::credits;

use super::get::get;
use super::verify::{Read, VerifyKey};
use crate::{Actor, Authority, Error, needs};

/// One check: what it would refuse with, whether it passed, and what it saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is called.
    pub check: &'static str,
    /// The code if it does not pass.
    pub code: Code,
    /// Whether it passed.
    pub passed: bool,
    /// What it saw, for people.
    pub saw: String,
}

/// Looks at a key of the actor's tenant and environment as [`verify`](super::verify::verify) would, takes nothing and notes no use. Each
/// check is told, in the order in which they count, whatever came of those before it; of a key that does not exist the first alone.
pub async fn explain<R>(
    authority: &Authority,
    actor: &Actor,
    input: VerifyKey<'_>,
    then: impl Fn(Answer<'_>, &[Step]) -> R,
) -> Result<R, Error> {
    actor.may_read(needs::KEY_VERIFY)?;
    let now = authority.now();
    let found = authority.gate().find(input.key, now).await?;
    told(authority, actor, found, &input, now, then).await
}

/// The same of the key of that id, whose text nobody has to know: the question's is not looked at.
pub async fn explain_by_id<R>(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    input: VerifyKey<'_>,
    then: impl Fn(Answer<'_>, &[Step]) -> R,
) -> Result<R, Error> {
    actor.may_read(needs::KEY_VERIFY)?;
    let key = get(authority, actor, id).await?.key;
    let now = authority.now();
    let found = authority.gate().find_by_digest(&key.digest, now).await?;
    told(authority, actor, found, &input, now, then).await
}

async fn told<R>(
    authority: &Authority,
    actor: &Actor,
    found: Option<Arc<CachedGrant>>,
    input: &VerifyKey<'_>,
    now: Timestamp,
    then: impl Fn(Answer<'_>, &[Step]) -> R,
) -> Result<R, Error> {
    let environment = actor.environment()?;
    let read = Read::of(authority, input)?;
    let ask = Ask {
        now,
        address: read.address,
        query: read.query.as_deref(),
        within: Some((actor.tenant, environment)),
        private_only: false,
        meter: None,
    };
    let Some(grant) = found.filter(|grant| ask.concerns(grant)) else {
        let step = Step {
            check: "found",
            code: Code::NotFound,
            passed: false,
            saw: "no key of this text in this tenant and environment".to_owned(),
        };
        let answer = Answer { code: Code::NotFound, grant: None, limits: &[], credits: None };
        return Ok(then(answer, &[step]));
    };
    let mut steps = facts(&grant, input, &ask);
    // What lies in storage may have been refilled since this instance last leased of it.
    let left = match &grant.credits {
        None => None,
        Some(account) => {
            let stored = credits::get(&authority.storage().reader(), account.account).await?;
            let stored = stored.unwrap_or_else(|| account.clone()).at(now);
            Some(stored.balance.get().saturating_add(authority.gate().unspent(&stored)))
        }
    };
    let cost = read.cost.get();
    steps.push(Step {
        check: "credits",
        code: Code::CreditsExhausted,
        passed: left.is_none_or(|left| left >= u64::from(cost)),
        saw: left
            .map_or("it needs no credits".to_owned(), |left| format!("{left} left, and this costs {cost}")),
    });
    let meter = Meter { cost: read.cost, named: &read.named };
    let looked = authority.gate().look(&grant, &meter, now, |answer| {
        let limits: Vec<_> = answer
            .limits
            .iter()
            .map(|it| {
                format!(
                    "{}: {} of {} left{}",
                    it.name,
                    it.remaining,
                    it.limit,
                    if it.exceeded { ", too few" } else { "" }
                )
            })
            .collect();
        steps.push(Step {
            check: "limits",
            code: Code::RateLimited,
            passed: !answer.limits.iter().any(|limit| limit.exceeded),
            saw: if limits.is_empty() { "none to take from".to_owned() } else { limits.join("; ") },
        });
        let refused = steps.iter().find(|step| !step.passed);
        let code = refused.map_or(Code::Valid, |step| step.code);
        then(Answer { code, credits: left, ..answer }, &steps)
    });
    Ok(looked?)
}

/// What is decided by the key itself.
fn facts(grant: &CachedGrant, input: &VerifyKey<'_>, ask: &Ask<'_>) -> Vec<Step> {
    let step = |check, code, passed, saw: String| Step { check, code, passed, saw };
    let ends =
        grant.expires_at.map_or("it never ends".to_owned(), |end: Timestamp| format!("it ends at {end}"));
    let networks: Vec<_> = grant.networks.iter().map(|network| network.to_string()).collect();
    let address =
        ask.address.map_or("no address was said".to_owned(), |address| format!("it comes from {address}"));
    let allowed = networks.is_empty() || ask.address.is_some_and(|address| grant.networks.contains(address));
    let saw_networks = if networks.is_empty() {
        format!("{address}, and any is allowed")
    } else {
        format!("{address}, and {} are allowed", networks.join(", "))
    };
    let held: Vec<_> = grant.permissions.iter().map(ToString::to_string).collect();
    let held = if held.is_empty() { "nothing".to_owned() } else { held.join(", ") };
    let asked =
        input.permissions.map_or("nothing is asked for".to_owned(), |query| format!("{query} is asked for"));
    vec![
        step("found", Code::NotFound, true, format!("the key {}", grant.name)),
        step(
            "revoked",
            Code::Revoked,
            grant.state != KeyState::Revoked,
            format!("it is {}", grant.state.as_str()),
        ),
        step(
            "disabled",
            Code::Disabled,
            grant.state != KeyState::Disabled,
            format!("it is {}", grant.state.as_str()),
        ),
        step(
            "expires_at",
            Code::Expired,
            grant.expires_at.is_none_or(|end| end > ask.now),
            format!("{ends}, and it is {}", ask.now),
        ),
        step("allowed_ips", Code::IpDenied, allowed, saw_networks),
        step(
            "permissions",
            Code::InsufficientPermissions,
            ask.query.is_none_or(|query| query.satisfied_by(&grant.permissions)),
            format!("{asked}, and it holds {held}"),
        ),
    ]
}
