//! The plans that there are.

use keyward_authority::Actor;
use keyward_storage::plans;

use super::PlanView;
use super::view::views;
use crate::{Error, Hub, needs};

/// The plans that can be subscribed to, oldest first.
pub async fn sold(hub: &Hub, actor: &Actor) -> Result<Vec<PlanView>, Error> {
    actor.may_read(needs::SUBSCRIPTION_READ)?;
    let reader = hub.authority().storage().reader();
    let all = plans::all(&reader).await?;
    views(&reader, all.into_iter().filter(|plan| plan.sold).collect()).await
}

/// Every plan, oldest first, for the operator.
pub async fn all(hub: &Hub, actor: &Actor) -> Result<Vec<PlanView>, Error> {
    actor.must_be_operator()?;
    let reader = hub.authority().storage().reader();
    views(&reader, plans::all(&reader).await?).await
}
