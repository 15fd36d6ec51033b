//! Issue a key.

use keyward_domain::Timestamp;
use keyward_storage::{Tx, keys};

use super::plan::{Kept, Plan, environment_type};
use super::{Created, NewCredits, NewLimit, OwnerRef};
use crate::{Actor, Answer, Authority, Error, Once, needs};

/// A key to be issued, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct CreateKey {
    /// What people call it: 1 to 255 characters.
    pub name: String,
    /// Whose it is.
    pub owner: OwnerRef,
    /// Roles to copy. With neither roles nor permissions, a person's or machine's key gets its owner's roles.
    pub roles: Vec<String>,
    /// Permissions beside those of the roles.
    pub permissions: Vec<String>,
    /// When it ends, RFC 3339.
    pub expires_at: Option<String>,
    /// Or after how many seconds.
    pub ttl_seconds: Option<i64>,
    /// Where it may be used from, in CIDR notation; empty: anywhere.
    pub allowed_ips: Vec<String>,
    /// How much it may do in a stretch of time; at most 20.
    pub limits: Vec<NewLimit>,
    /// What it has to spend; `None`: it needs no credits.
    pub credits: Option<NewCredits>,
    /// A JSON object of at most 4 KiB.
    pub metadata: Option<String>,
    /// The name of its format; the configured one by default.
    pub format: Option<String>,
}

/// Issues a key in the actor's environment.
pub async fn create(
    authority: &Authority,
    actor: &Actor,
    input: &CreateKey,
    once: &Once<'_, Created>,
) -> Result<Answer<Created>, Error> {
    actor.may_write(needs::SECRET_WRITE)?;
    actor.environment()?;
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    // Before the fields: an `expires_at` that was good the first time may have passed by the retry.
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let created = issue_one(authority, &tx, actor, input, now).await?;
    once.settle(authority, &tx, actor, &created).await?;
    authority.commit(tx, actor, "key.create", &[&created.key], now).await?;
    Ok(Answer::Fresh(created))
}

/// Checks what is asked for, and makes the key in a transaction of somebody's who records and commits it.
pub(crate) async fn issue_one(
    authority: &Authority,
    tx: &Tx,
    actor: &Actor,
    input: &CreateKey,
    now: Timestamp,
) -> Result<Created, Error> {
    let plan = Plan::check(authority, input, "", now)?;
    issue(authority, tx, actor, input, plan, now).await
}

/// Makes the secret and the row of one key.
pub(super) async fn issue(
    authority: &Authority,
    tx: &Tx,
    actor: &Actor,
    input: &CreateKey,
    plan: Plan<'_>,
    now: Timestamp,
) -> Result<Created, Error> {
    let format = input.format.as_deref().unwrap_or(&authority.policy().native_format);
    let minted = authority.mint(format, environment_type(actor)?)?;
    let kept = Kept {
        digest: minted.digest,
        algorithm: minted.algorithm,
        format: minted.format,
        display: minted.display,
    };
    let (new, found, credits) = plan.resolve(authority, tx, actor, kept, now).await?;
    let key = keys::insert(tx, &new).await?;
    Ok(Created { key, external_id: found.external_id, credits, secret: minted.secret })
}
