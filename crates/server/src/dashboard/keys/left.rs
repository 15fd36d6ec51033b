//! What is left of a key's limits and credits.

use keyward_authority::Error;
use keyward_authority::keys::Owned;
use keyward_authority::keys::explain::explain_by_id;
use keyward_authority::keys::verify::{AskedLimit, VerifyKey};
use keyward_domain::LimitScope;
use keyward_gate::Answer;

use crate::App;
use crate::dashboard::figures::{grouped, span};
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;

/// A limit, in words.
pub(super) struct Limit {
    pub(super) name: String,
    pub(super) says: String,
    pub(super) most: u32,
    /// `None`: who looks may not ask.
    pub(super) left: Option<u32>,
}

/// What is left of both.
pub(super) struct Left {
    pub(super) limits: Vec<Limit>,
    /// `None`: it needs none.
    pub(super) credits: Option<String>,
}

/// The key's limits and credits, with what is left of them as this server counts, for who may ask whether keys pass.
pub(super) async fn left(app: &App, here: &Here, id: &str, owned: &Owned) -> Result<Left, Problem> {
    let named: Vec<_> = owned
        .key
        .limits
        .iter()
        .map(|limit| AskedLimit { name: limit.name.as_str(), ..AskedLimit::default() })
        .collect();
    let input = VerifyKey { cost: Some(0), limits: &named, ..VerifyKey::default() };
    let read = |answer: Answer<'_>, _: &[_]| {
        let limits: Vec<_> = answer.limits.iter().map(|it| (it.name.to_string(), it.remaining)).collect();
        (limits, answer.credits)
    };
    let stored = owned.credits.as_ref().map(|credits| credits.balance.get());
    let (readings, credits) = match explain_by_id(&app.authority, &here.actor, id, input, read).await {
        Ok((readings, credits)) => (readings, credits.or(stored)),
        Err(Error::NotPermitted(_)) => (Vec::new(), stored),
        Err(error) => return Err(error.into()),
    };
    let limit = |it: &keyward_domain::Limit| {
        let shared = if it.scope == LimitScope::Owner { ", shared by its owner's keys" } else { "" };
        let named = if it.auto { "" } else { ", when a check names it" };
        let most = grouped(u64::from(it.most.get()));
        Limit {
            name: it.name.to_string(),
            says: format!("{most} in any {}{shared}{named}", span(it.window.as_seconds())),
            most: it.most.get(),
            left: readings.iter().find(|(name, _)| name == it.name.as_str()).map(|(_, left)| *left),
        }
    };
    Ok(Left { limits: owned.key.limits.iter().map(limit).collect(), credits: credits.map(grouped) })
}
