//! Letting things happen to licences: the transition, where it ends on domains, what webhooks and the audit trail are told.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use keyward_authority::Actor;
use keyward_domain::{
    AuditEvent, AuditTarget, Id, License, LicenseEvent, LicenseHand, Name, Product, ReleasedBy, Tenant, Tier,
    Timestamp, transition,
};
use keyward_storage::hub_events::NewHubEvent;
use keyward_storage::licenses::{LicenseChange, StoredLicense, change};
use keyward_storage::{Tx, activations, audit, licenses};

use super::{LicenseView, context, view};
use crate::caller::Caller;
use crate::events::{DEACTIVATED, REACTIVATED, RENEWED, REVOKED, Subject, tell};
use crate::{Error, Hub, needs};

/// Work on licences in one transaction, told at its end.
#[derive(Debug)]
pub(crate) struct Work<'a> {
    pub(crate) hub: &'a Hub,
    pub(crate) tx: Tx,
    pub(crate) actor: &'a Actor,
    pub(crate) now: Timestamp,
    pub(crate) hand: LicenseHand,
    events: Vec<NewHubEvent>,
    entries: BTreeMap<Id<Tenant>, Vec<AuditEvent>>,
    contexts: HashMap<(Id<Product>, Id<Tier>), Context>,
}

/// A product and a tier.
type Context = Arc<(Product, Tier)>;

/// A licence that this transaction holds.
pub(crate) type Found = StoredLicense;

impl<'a> Work<'a> {
    /// Opens a transaction for an actor who may write licences.
    pub(crate) async fn begin(hub: &'a Hub, actor: &'a Actor) -> Result<Self, Error> {
        actor.may_write(needs::LICENSE_WRITE)?;
        let tx = hub.authority().storage().begin().await?;
        Self::within(hub, tx, actor).await
    }

    /// Goes on in a transaction that somebody has opened, who says what the actor may.
    pub(crate) async fn within(hub: &'a Hub, tx: Tx, actor: &'a Actor) -> Result<Self, Error> {
        let hand = Caller::of(hub, &tx, actor).await?.hand();
        Ok(Self::by(hub, tx, actor, hand))
    }

    /// Opens one for the operator, to whom every account's licences exist.
    pub(crate) async fn begin_as_operator(hub: &'a Hub, actor: &'a Actor) -> Result<Self, Error> {
        actor.must_be_operator()?;
        Self::begin(hub, actor).await
    }

    /// Goes on in a transaction that a payment, or the lack of one, has opened.
    pub(crate) fn by_billing(hub: &'a Hub, tx: Tx, actor: &'a Actor) -> Self {
        Self::by(hub, tx, actor, LicenseHand::Billing)
    }

    fn by(hub: &'a Hub, tx: Tx, actor: &'a Actor, hand: LicenseHand) -> Self {
        let (events, entries, contexts) = (Vec::new(), BTreeMap::new(), HashMap::new());
        Self { hub, tx, actor, now: hub.now(), hand, events, entries, contexts }
    }

    /// Holds a licence of the actor's account; for the operator, anybody's.
    pub(crate) async fn find(&self, id: i64) -> Result<Found, Error> {
        let found = match self.hand {
            LicenseHand::Operator => licenses::lock(&self.tx, Id::new(id)).await?,
            _ => licenses::lock_of_tenant(&self.tx, self.actor.tenant, Id::new(id)).await?,
        };
        found.ok_or_else(Error::no_license)
    }

    /// Lets one thing happen to a held licence, with another change that goes with it.
    pub(crate) async fn apply(
        &mut self,
        license: &License,
        event: &LicenseEvent,
        with: LicenseChange,
    ) -> Result<License, Error> {
        let becomes = transition(&license.facts, event, self.hand, self.now)?;
        let change_to = LicenseChange { facts: Some(becomes.facts), ..with };
        let changed = change(&self.tx, license, &change_to, self.now).await?;
        let context = self.context(&changed).await?;
        let subject = Subject { license: &changed, product: &context.0, tier: &context.1 };
        if becomes.releases {
            let ended =
                activations::release_all(&self.tx, &[license.id], ReleasedBy::License, self.now).await?;
            let told =
                ended.iter().map(|one| subject.event(self.hub, DEACTIVATED, Some(&one.domain), self.now));
            self.events.extend(told);
        }
        if let Some(kind) = webhook(event) {
            self.events.push(subject.event(self.hub, kind, None, self.now));
        }
        self.note(&changed, action(event), &detail(event, &changed));
        Ok(changed)
    }

    /// The product and the tier of a licence; of many, each is read once.
    async fn context(&mut self, license: &License) -> Result<Context, Error> {
        let of = (license.product, license.tier);
        if let Some(known) = self.contexts.get(&of) {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(context(&self.tx, license).await?);
        self.contexts.insert(of, Arc::clone(&read));
        Ok(read)
    }

    /// Writes down at the end what was done to a licence.
    pub(crate) fn note(&mut self, license: &License, action: &'static str, detail: &serde_json::Value) {
        let target = AuditTarget { kind: "license", id: license.id.get(), name: license.display.clone() };
        self.note_on(license.tenant, target, action, detail);
    }

    /// Writes down at the end what was done to something else of an account's.
    pub(crate) fn note_on(
        &mut self,
        tenant: Id<Tenant>,
        target: AuditTarget,
        action: &'static str,
        detail: &serde_json::Value,
    ) {
        let entry = self.hub.authority().event(self.actor, action, target, detail.to_string());
        self.entries.entry(tenant).or_default().push(entry);
    }

    /// Tells a webhook at the end.
    pub(crate) fn tell(&mut self, event: NewHubEvent) {
        self.events.push(event);
    }

    /// Writes what was done into the outbox and the audit trail of each account, and refuses it when the caller does not stand any more;
    /// the transaction is the caller's to commit.
    pub(crate) async fn written(self) -> Result<Tx, Error> {
        for (tenant, entries) in &self.entries {
            audit::append(&self.tx, *tenant, self.now, entries).await?;
            // Nothing happens to a licence without an entry.
            let own: Vec<_> = self.events.iter().filter(|event| event.tenant == *tenant).cloned().collect();
            tell(self.hub, &self.tx, *tenant, &own, self.now).await?;
        }
        self.hub.authority().still_stands(&self.tx, self.actor, &[], self.now).await?;
        Ok(self.tx)
    }

    /// Commits, with a last look at a licence.
    pub(crate) async fn finish(self, found: Found) -> Result<LicenseView, Error> {
        let seen = view(self.hub, &self.tx, found, self.now).await?;
        self.written().await?.commit().await?;
        Ok(seen)
    }

    /// One thing that happens to one licence, from its lock to the commit.
    pub(crate) async fn single(
        mut self,
        id: i64,
        event: &LicenseEvent,
        with: LicenseChange,
    ) -> Result<LicenseView, Error> {
        let found = self.find(id).await?;
        let license = self.apply(&found.license, event, with).await?;
        self.finish(Found { license, ..found }).await
    }
}

/// A reason as the wire sends it: 1 to 255 characters.
pub(crate) fn reason(text: Option<&str>) -> Result<Option<Name>, Error> {
    let read = text.map(str::parse).transpose();
    read.map_err(|error| keyward_domain::Invalid::one("reason", error).into())
}

fn webhook(event: &LicenseEvent) -> Option<&'static str> {
    match event {
        LicenseEvent::Renew { .. } | LicenseEvent::Extend { .. } => Some(RENEWED),
        LicenseEvent::Revoke { .. } => Some(REVOKED),
        LicenseEvent::Reactivate => Some(REACTIVATED),
        LicenseEvent::Suspend { .. }
        | LicenseEvent::Reinstate
        | LicenseEvent::Delete
        | LicenseEvent::ChangeTier { .. }
        | LicenseEvent::Transfer => None,
    }
}

fn action(event: &LicenseEvent) -> &'static str {
    match event {
        LicenseEvent::Renew { .. } | LicenseEvent::Extend { .. } => "license.renew",
        LicenseEvent::Revoke { .. } => "license.revoke",
        LicenseEvent::Reactivate => "license.reactivate",
        LicenseEvent::Suspend { .. } => "license.suspend",
        LicenseEvent::Reinstate => "license.reinstate",
        LicenseEvent::Delete => "license.delete",
        LicenseEvent::ChangeTier { .. } => "license.upgrade",
        LicenseEvent::Transfer => "license.transfer",
    }
}

fn detail(event: &LicenseEvent, after: &License) -> serde_json::Value {
    match event {
        LicenseEvent::Renew { months } => {
            serde_json::json!({"months": months, "expires_at": after.facts.expires_at.to_string()})
        }
        LicenseEvent::Revoke { reason } | LicenseEvent::Suspend { reason } => {
            serde_json::json!({"reason": reason.as_ref().map(Name::as_str)})
        }
        LicenseEvent::Extend { .. } => serde_json::json!({"expires_at": after.facts.expires_at.to_string()}),
        LicenseEvent::ChangeTier { .. } => serde_json::json!({"tier_id": after.tier.get()}),
        LicenseEvent::Transfer => serde_json::json!({"customer_id": after.customer.map(Id::get)}),
        LicenseEvent::Reactivate | LicenseEvent::Reinstate | LicenseEvent::Delete => serde_json::json!({}),
    }
}
