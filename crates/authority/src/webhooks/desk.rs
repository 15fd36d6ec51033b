//! Who may do what with which endpoints: at the native API and at the hub.

use keyward_domain::Id;
use keyward_domain::webhook::WebhookEndpoint;
use keyward_storage::webhooks::{Scope, endpoints};
use keyward_storage::{Connection, Tx};

use super::WEBHOOK;
use crate::portal::partners_alone;
use crate::{Actor, Authority, Error, needs};

/// Where endpoints are looked after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    /// The native API: the endpoints of the actor's environment.
    Native,
    /// The licensing hub's portal: those of the account, for resellers and agencies who are signed in.
    Hub,
}

/// An endpoint, as its desk calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointId<'a> {
    /// At the native API.
    Native(&'a str),
    /// At the hub.
    Hub(i64),
}

impl EndpointId<'_> {
    pub(super) fn desk(self) -> Desk {
        match self {
            Self::Native(_) => Desk::Native,
            Self::Hub(_) => Desk::Hub,
        }
    }

    fn read(self, authority: &Authority) -> Result<Id<WebhookEndpoint>, Error> {
        match self {
            Self::Native(text) => authority.decode(text, WEBHOOK),
            Self::Hub(id) => Ok(Id::new(id)),
        }
    }

    /// The endpoint, for somebody who may see it.
    pub(super) async fn get(
        self,
        authority: &Authority,
        db: &impl Connection,
        scope: Scope,
    ) -> Result<WebhookEndpoint, Error> {
        endpoints::get(db, scope, self.read(authority)?).await?.ok_or(Error::NotFound(WEBHOOK))
    }

    /// The same, held until the transaction ends.
    pub(super) async fn lock(
        self,
        authority: &Authority,
        tx: &Tx,
        scope: Scope,
    ) -> Result<WebhookEndpoint, Error> {
        endpoints::lock(tx, scope, self.read(authority)?).await?.ok_or(Error::NotFound(WEBHOOK))
    }
}

impl Desk {
    /// Whose endpoints somebody who may see them sees.
    pub(super) async fn read(self, authority: &Authority, actor: &Actor) -> Result<Scope, Error> {
        self.come(authority, actor).await?;
        actor.may_read(needs::WEBHOOK_READ)?;
        self.scope(actor)
    }

    /// Whose endpoints somebody who may change them changes.
    pub(super) async fn write(self, authority: &Authority, actor: &Actor) -> Result<Scope, Error> {
        self.come(authority, actor).await?;
        actor.may_write(needs::WEBHOOK_WRITE)?;
        self.scope(actor)
    }

    async fn come(self, authority: &Authority, actor: &Actor) -> Result<(), Error> {
        match self {
            Self::Native => Ok(()),
            Self::Hub => partners_alone(authority, actor).await,
        }
    }

    fn scope(self, actor: &Actor) -> Result<Scope, Error> {
        let environment = match self {
            Self::Native => Some(actor.environment()?),
            Self::Hub => None,
        };
        Ok(Scope { tenant: actor.tenant, environment })
    }
}
