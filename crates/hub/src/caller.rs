//! What the account of whoever calls may do here.

use keyward_authority::Actor;
use keyward_domain::{AccountType, Allowance, LicenseHand};
use keyward_storage::{Connection, Tx, accounts, licenses};

use crate::{Error, Hub};

/// The account of an actor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    account: AccountType,
    operator: bool,
    limit: i64,
}

const ISSUERS: &str = "Developer, Reseller or Agency account required";
const PARTNERS: &str = "Reseller or Agency account required";

impl Caller {
    /// What the actor's account is at this moment.
    pub(crate) async fn of(hub: &Hub, db: &impl Connection, actor: &Actor) -> Result<Self, Error> {
        let limit = hub.authority().policy().developer_license_limit;
        Ok(Self::new(actor, accounts::terms(db, actor.tenant, limit).await?))
    }

    /// The same, held so that two that make licences at once take turns.
    pub(crate) async fn lock(hub: &Hub, tx: &Tx, actor: &Actor) -> Result<Self, Error> {
        let limit = hub.authority().policy().developer_license_limit;
        accounts::lock(tx, actor.tenant).await?;
        Ok(Self::new(actor, accounts::terms(tx, actor.tenant, limit).await?))
    }

    fn new(actor: &Actor, terms: Option<(AccountType, i64)>) -> Self {
        let (account, limit) = terms.unwrap_or((AccountType::Customer, 0));
        Self { account, operator: actor.is_operator(), limit }
    }

    /// Whose hand an actor of this account has.
    pub(crate) fn hand(self) -> LicenseHand {
        match self.account {
            _ if self.operator => LicenseHand::Operator,
            AccountType::Customer => LicenseHand::Holder,
            AccountType::Developer | AccountType::Reseller | AccountType::Agency => LicenseHand::Issuer,
        }
    }

    /// Lets those pass that make licences.
    pub(crate) fn must_issue(self) -> Result<(), Error> {
        if self.hand() == LicenseHand::Holder { Err(Error::role_required(ISSUERS)) } else { Ok(()) }
    }

    /// Lets those pass that have clients.
    pub(crate) fn must_be_partner(self) -> Result<(), Error> {
        if self.is_partner() { Ok(()) } else { Err(Error::role_required(PARTNERS)) }
    }

    pub(crate) fn account(self) -> AccountType {
        self.account
    }

    pub(crate) fn is_partner(self) -> bool {
        self.operator || self.account.is_partner()
    }

    pub(crate) fn is_agency(self) -> bool {
        self.operator || self.account == AccountType::Agency
    }

    /// How many licences the account may make, and has.
    pub(crate) async fn allowance(self, db: &impl Connection, actor: &Actor) -> Result<Allowance, Error> {
        let used = licenses::count_allowed(db, actor.tenant).await?;
        Ok(Allowance { limit: if self.operator { -1 } else { self.limit }, used })
    }
}
