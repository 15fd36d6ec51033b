//! What licences can be made of.

use keyward_authority::Actor;
use keyward_domain::{AccountType, Allowance, Product, Tier};
use keyward_storage::{packs, products, tiers};

use crate::caller::Caller;
use crate::{Error, Hub, needs};

/// What somebody chooses from who makes a licence.
#[derive(Debug)]
pub struct Offer {
    /// What the account is: one of a customer makes none.
    pub account: AccountType,
    /// How many licences it has and may have.
    pub allowance: Allowance,
    /// Whether it makes licences.
    pub issues: bool,
    /// Whether it has clients.
    pub partner: bool,
    /// Whether it buys in bulk.
    pub agency: bool,
    /// How many more its packs hold.
    pub credits: u32,
    /// What can be licensed, oldest first; nothing for an account that makes none.
    pub products: Vec<Product>,
    /// How much of it, the least first; the same.
    pub tiers: Vec<Tier>,
}

/// What the actor's account may make licences of. Products are no secret to who may make a licence of each.
pub async fn offer(hub: &Hub, actor: &Actor) -> Result<Offer, Error> {
    actor.may_read(needs::LICENSE_READ)?;
    let reader = hub.authority().storage().reader();
    let caller = Caller::of(hub, &reader, actor).await?;
    let issues = caller.must_issue().is_ok();
    let agency = caller.is_agency();
    let packs = if agency { packs::of(&reader, actor.tenant).await? } else { Vec::new() };
    Ok(Offer {
        account: caller.account(),
        allowance: caller.allowance(&reader, actor).await?,
        issues,
        partner: caller.is_partner(),
        agency,
        credits: packs.iter().map(keyward_domain::Pack::remaining).sum(),
        products: if issues { products::all(&reader).await? } else { Vec::new() },
        tiers: if issues { tiers::all(&reader).await? } else { Vec::new() },
    })
}
