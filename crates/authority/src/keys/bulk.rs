//! Issue many keys at once: all or none.

use keyward_domain::Invalid;

use super::Created;
use super::create::{CreateKey, issue};
use super::plan::Plan;
use crate::{Actor, Answer, Authority, Error, Once, needs};

/// Issues 1 to 1000 keys in one transaction.
pub async fn create_many(
    authority: &Authority,
    actor: &Actor,
    inputs: &[CreateKey],
    once: &Once<'_, Vec<Created>>,
) -> Result<Answer<Vec<Created>>, Error> {
    actor.may_write(needs::SECRET_WRITE)?;
    actor.environment()?;
    let now = authority.now();
    let most = authority.policy().max_bulk;
    if inputs.is_empty() || inputs.len() > most {
        return Err(
            Invalid::one("keys", format_args!("must hold 1 to {most} keys, not {}", inputs.len())).into()
        );
    }
    let tx = authority.storage().begin().await?;
    // Before the fields: an `expires_at` that was good the first time may have passed by the retry.
    if let Some(again) = once.claim(authority, &tx, actor).await? {
        return Ok(again);
    }
    let mut invalid = Invalid::none();
    let mut plans = Vec::with_capacity(inputs.len());
    for (index, input) in inputs.iter().enumerate() {
        match Plan::check(authority, input, &format!("keys[{index}]."), now) {
            Ok(plan) => plans.push(plan),
            Err(problems) => invalid.nest("", problems),
        }
    }
    invalid.into_result()?;
    let mut created = Vec::with_capacity(inputs.len());
    for (index, (input, plan)) in inputs.iter().zip(plans).enumerate() {
        created.push(issue(authority, &tx, actor, input, plan, now).await.map_err(|error| at(index, error))?);
    }
    once.settle(authority, &tx, actor, &created).await?;
    let keys: Vec<_> = created.iter().map(|created| &created.key).collect();
    authority.commit(tx, actor, "key.create", &keys, now).await?;
    Ok(Answer::Fresh(created))
}

/// Says which of the keys was at fault, where the error can say so.
fn at(index: usize, error: Error) -> Error {
    match error {
        Error::Invalid(problems) => {
            let mut invalid = Invalid::none();
            invalid.nest(&format!("keys[{index}]."), problems);
            invalid.into()
        }
        Error::NotFound(what) => {
            Invalid::one(format!("keys[{index}].owner"), format_args!("{what} not found")).into()
        }
        other => other,
    }
}
