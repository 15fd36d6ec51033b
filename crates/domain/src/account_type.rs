//! What kind of customer of the licensing hub an account is, and how it becomes another (contract hub, A.4 and B.6).

use std::fmt;
use std::str::FromStr;

/// What an account may do on the licensing hub; each kind may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountType {
    /// Buys and uses licences.
    Customer,
    /// Makes licences for itself, up to a limit.
    Developer,
    /// Makes licences without limit, has clients and API keys.
    Reseller,
    /// Buys in bulk on commitments. The operator approves each.
    Agency,
}

/// What an account must have before it upgrades by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Requirement {
    /// A subscription that is paid for.
    ActiveSubscription,
    /// A licence that is active on a domain.
    ActivatedDomain,
}

/// What is known of an account that asks for an upgrade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UpgradeFacts {
    /// Whether a subscription of its is paid for.
    pub active_subscription: bool,
    /// Whether one of its licences is active on a domain.
    pub activated_domain: bool,
}

/// How an upgrade comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpgradePath {
    /// At once.
    AtOnce,
    /// When the operator approves it.
    AfterApproval,
}

/// Why an account does not upgrade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpgradeRefusal {
    /// The target is what the account is, or less.
    NotAnUpgrade,
    /// These are required and are not there.
    Missing(Vec<Requirement>),
}

impl AccountType {
    /// Each, the least first.
    pub const ALL: [Self; 4] = [Self::Customer, Self::Developer, Self::Reseller, Self::Agency];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Developer => "developer",
            Self::Reseller => "reseller",
            Self::Agency => "agency",
        }
    }

    /// Whether it sells to others: it has a referral code, clients and API keys.
    pub const fn is_partner(self) -> bool {
        matches!(self, Self::Reseller | Self::Agency)
    }

    /// How many licences it may make where nobody set a limit; -1 is without limit.
    pub const fn license_limit(self, of_developers: i64) -> i64 {
        match self {
            Self::Customer => 0,
            Self::Developer => of_developers,
            Self::Reseller | Self::Agency => UNLIMITED,
        }
    }

    /// How an account of this type becomes one of type `to` by its own wish. Downgrades are the operator's; `agency` always waits
    /// for the operator, whatever else is required.
    pub fn upgrade(
        self,
        to: Self,
        required: &[Requirement],
        facts: UpgradeFacts,
    ) -> Result<UpgradePath, UpgradeRefusal> {
        if to <= self {
            return Err(UpgradeRefusal::NotAnUpgrade);
        }
        if to == Self::Agency {
            return Ok(UpgradePath::AfterApproval);
        }
        let missing: Vec<_> = required.iter().copied().filter(|one| !one.is_met(facts)).collect();
        if missing.is_empty() { Ok(UpgradePath::AtOnce) } else { Err(UpgradeRefusal::Missing(missing)) }
    }
}

/// The limit that is none.
pub const UNLIMITED: i64 = -1;

impl Requirement {
    const ALL: [Self; 2] = [Self::ActiveSubscription, Self::ActivatedDomain];

    /// The word on the wire and in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ActiveSubscription => "active_subscription",
            Self::ActivatedDomain => "activated_domain",
        }
    }

    const fn is_met(self, facts: UpgradeFacts) -> bool {
        match self {
            Self::ActiveSubscription => facts.active_subscription,
            Self::ActivatedDomain => facts.activated_domain,
        }
    }
}

impl fmt::Display for AccountType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AccountType {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or("must be customer, developer, reseller or agency")
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Requirement {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == text);
        found.ok_or("must be active_subscription or activated_domain")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: UpgradeFacts = UpgradeFacts { active_subscription: false, activated_domain: false };

    #[test]
    fn every_word_reads_back() {
        for kind in AccountType::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        for requirement in Requirement::ALL {
            assert_eq!(requirement.as_str().parse(), Ok(requirement));
        }
        assert!("Agency".parse::<AccountType>().is_err());
        assert!("money".parse::<Requirement>().is_err());
    }

    #[test]
    fn what_is_missing_is_named_and_nothing_else() {
        let half = UpgradeFacts { active_subscription: true, ..NONE };
        let all = UpgradeFacts { activated_domain: true, ..half };
        let ask = |facts| AccountType::Customer.upgrade(AccountType::Reseller, &Requirement::ALL, facts);
        assert_eq!(ask(NONE), Err(UpgradeRefusal::Missing(Requirement::ALL.to_vec())));
        assert_eq!(ask(half), Err(UpgradeRefusal::Missing(vec![Requirement::ActivatedDomain])));
        assert_eq!(ask(all), Ok(UpgradePath::AtOnce));
        let free = AccountType::Customer.upgrade(AccountType::Developer, &[], NONE);
        assert_eq!(free, Ok(UpgradePath::AtOnce));
    }

    #[test]
    fn nobody_goes_down_or_becomes_an_agency_by_themselves() {
        for from in AccountType::ALL {
            for to in AccountType::ALL.into_iter().filter(|to| *to <= from) {
                assert_eq!(from.upgrade(to, &[], NONE), Err(UpgradeRefusal::NotAnUpgrade), "{from} to {to}");
            }
        }
        for from in [AccountType::Customer, AccountType::Developer, AccountType::Reseller] {
            let asked = from.upgrade(AccountType::Agency, &Requirement::ALL, NONE);
            assert_eq!(asked, Ok(UpgradePath::AfterApproval));
        }
    }

    #[test]
    fn only_partners_make_licences_without_limit() {
        let limits = AccountType::ALL.map(|kind| (kind.is_partner(), kind.license_limit(5)));
        assert_eq!(limits, [(false, 0), (false, 5), (true, UNLIMITED), (true, UNLIMITED)]);
    }
}
