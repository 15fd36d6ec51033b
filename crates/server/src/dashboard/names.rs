//! What owners are called.

use std::collections::HashMap;

use keyward_authority::users::{Account, get};
use keyward_authority::{Actor, Authority};
use keyward_domain::{ExternalId, Owner};

/// An owner as a page shows it.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// `Person`, `Service account`, `Customer`.
    pub(super) kind: &'static str,
    pub(super) name: String,
}

/// The names of owners that a page has already asked for.
pub(super) struct Names<'a> {
    authority: &'a Authority,
    actor: &'a Actor,
    known: HashMap<Owner, Named>,
}

impl<'a> Names<'a> {
    pub(super) fn new(authority: &'a Authority, actor: &'a Actor) -> Self {
        Self { authority, actor, known: HashMap::new() }
    }

    /// The owner's name; its id where the reader may not see people and machines, or it is gone.
    pub(super) async fn of(&mut self, owner: Owner, external_id: Option<&ExternalId>) -> Named {
        if let Some(known) = self.known.get(&owner) {
            return known.clone();
        }
        let ids = self.authority.ids();
        let (kind, id) = match owner {
            Owner::User(id) => ("Person", ids.encode(id)),
            Owner::ServiceAccount(id) => ("Service account", ids.encode(id)),
            Owner::Customer(id) => ("Customer", ids.encode(id)),
        };
        let name = match (owner, external_id) {
            (Owner::Customer(_), Some(external_id)) => external_id.to_string(),
            (Owner::Customer(_), None) => id,
            _ => match get::get(self.authority, self.actor, &id).await {
                Ok(Account::User(user)) => user.name.map_or(user.email, |name| name.to_string()),
                Ok(Account::ServiceAccount(machine)) => machine.name.to_string(),
                Err(_) => id,
            },
        };
        let named = Named { kind, name };
        self.known.insert(owner, named.clone());
        named
    }
}
