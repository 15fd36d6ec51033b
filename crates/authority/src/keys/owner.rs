//! Whose a new key is to be.

use keyward_domain::{ExternalId, IdCodec, Invalid, Metadata, Name, Owner, RoleName, Timestamp};
use keyward_storage::customers::NewCustomer;
use keyward_storage::{Tx, customers, service_accounts, users};

use crate::{Actor, Authority, Error, check};

/// An owner as the wire names it: exactly one of the four.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_field_names, reason = "the wire calls them so")]
pub struct OwnerRef {
    /// A person's id.
    pub user_id: Option<String>,
    /// A machine's id.
    pub service_account_id: Option<String>,
    /// A customer's id.
    pub customer_id: Option<String>,
    /// The tenant's own id of a customer, who is made if new.
    pub external_id: Option<String>,
}

/// An owner that exists.
#[derive(Debug, Clone)]
pub(crate) struct FoundOwner {
    pub(crate) owner: Owner,
    pub(crate) external_id: Option<ExternalId>,
    /// What a person or a machine may do itself; `None` for a customer.
    pub(crate) roles: Option<Vec<RoleName>>,
}

impl OwnerRef {
    /// Notes whether none or more than one is named.
    pub(crate) fn check(&self, invalid: &mut Invalid, prefix: &str) {
        let named = [&self.user_id, &self.service_account_id, &self.customer_id, &self.external_id];
        if named.into_iter().flatten().count() != 1 {
            let reason = "must name exactly one of user_id, service_account_id, customer_id, external_id";
            invalid.add(format!("{prefix}owner"), reason);
        }
        if let Some(text) = &self.external_id {
            invalid.check(&format!("{prefix}owner.external_id"), text.parse::<ExternalId>());
        }
    }

    /// The owner in the actor's tenant and environment; a customer of a new external id is made.
    pub(crate) async fn resolve(
        &self,
        authority: &Authority,
        tx: &Tx,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<FoundOwner, Error> {
        let environment = actor.environment()?;
        if let Some(text) = &self.user_id {
            let id = authority.decode(text, "User")?;
            let user = users::hold(tx, actor.tenant, id).await?.ok_or(Error::NotFound("User"))?;
            let roles = Some(check::copied(user.roles));
            return Ok(FoundOwner { owner: Owner::User(id), external_id: None, roles });
        }
        if let Some(text) = &self.service_account_id {
            return service_account(authority, tx, actor, text).await;
        }
        let customer = match (&self.customer_id, &self.external_id) {
            (Some(text), _) => {
                let id = authority.decode(text, "Customer")?;
                customers::hold(tx, environment, id).await?.ok_or(Error::NotFound("Customer"))?
            }
            (None, Some(text)) => {
                let external_id: ExternalId =
                    text.parse().map_err(|error| Invalid::one("owner.external_id", error))?;
                let name: Name = text.parse().map_err(|error| Invalid::one("owner.external_id", error))?;
                let (metadata, tenant) = (Metadata::default(), actor.tenant);
                customers::get_or_insert(
                    tx,
                    &NewCustomer { tenant, environment, external_id, name, email: None, metadata, now },
                )
                .await?
            }
            (None, None) => return Err(Invalid::one("owner", "is required").into()),
        };
        let owner = Owner::Customer(customer.id);
        Ok(FoundOwner { owner, external_id: Some(customer.external_id), roles: None })
    }
}

/// The machine of that id. A person's id is told apart, because the two are easily mixed up (contract v1, part 3).
pub(crate) async fn service_account(
    authority: &Authority,
    tx: &Tx,
    actor: &Actor,
    text: &str,
) -> Result<FoundOwner, Error> {
    if authority.ids().decode::<keyward_domain::User>(text).is_some() {
        return Err(Invalid::one("service_account_id", "is a person's id: name a service account").into());
    }
    let id = authority.decode(text, "Service account")?;
    let account =
        service_accounts::hold(tx, actor.tenant, id).await?.ok_or(Error::NotFound("Service account"))?;
    Ok(FoundOwner { owner: Owner::ServiceAccount(id), external_id: None, roles: Some(account.roles) })
}

/// The owner whose id that is, of whatever kind; it may not exist.
pub(crate) fn owner_of(ids: &IdCodec, text: &str) -> Option<Owner> {
    (ids.decode(text).map(Owner::User))
        .or_else(|| ids.decode(text).map(Owner::ServiceAccount))
        .or_else(|| ids.decode(text).map(Owner::Customer))
}
