use std::time::Duration;

use keyward_domain::{DomainLimit, LicenseKeyPrefix, UncountedDomains};
use keyward_hub::{Payment, Settings};
use serde::{Deserialize, Serialize};

use crate::config::text;
use crate::config::values::{UncountedDomain, within};

/// `[licensing]`: what licences look like, where they count, and how long a site may go on by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Licensing {
    /// How licence keys begin: four capital letters. Keys with another beginning are unknown. Default `FLVR`.
    #[serde(with = "text::plain")]
    pub key_prefix: LicenseKeyPrefix,
    /// Names under which no site counts. Addresses of private networks never count. Default `localhost`, `test`, `local`, `dev`, `staging`.
    pub uncounted_domains: Vec<UncountedDomain>,
    /// On how many of them one licence may be active, 0 to 1,000,000. Default 5.
    #[serde(deserialize_with = "within::<_, _, 0, 1_000_000>")]
    pub max_uncounted_activations: u32,
    /// Days for which a licence goes on working after its end, 0 to 366. Default 7.
    #[serde(deserialize_with = "within::<_, _, 0, 366>")]
    pub grace_days: u32,
    /// Hours after which a site is to ask again, 1 to 8,784. Default 12.
    #[serde(deserialize_with = "within::<_, _, 1, 8784>")]
    pub check_hours: u32,
    /// Days for which an offline token is good, 1 to 366. Default 7.
    #[serde(deserialize_with = "within::<_, _, 1, 366>")]
    pub token_days: u32,
    /// Days after which a site that reaches nobody must stop, 1 to 366. Default 14.
    #[serde(deserialize_with = "within::<_, _, 1, 366>")]
    pub token_grace_days: u32,
    /// Licences in one bulk request or action, 1 to 100. Default 100.
    #[serde(deserialize_with = "within::<_, _, 1, 100>")]
    pub max_bulk: usize,
    /// Licences held in memory for verifications, 64 to 10,000,000; one takes a kilobyte or two. Default 100,000.
    #[serde(deserialize_with = "within::<_, _, 64, 10_000_000>")]
    pub max_cached_licenses: usize,
}

impl Default for Licensing {
    fn default() -> Self {
        let uncounted = ["localhost", "test", "local", "dev", "staging"];
        Self {
            key_prefix: LicenseKeyPrefix::default(),
            uncounted_domains: uncounted.map(|name| name.parse().expect("a domain")).to_vec(),
            max_uncounted_activations: 5,
            grace_days: 7,
            check_hours: 12,
            token_days: 7,
            token_grace_days: 14,
            max_bulk: 100,
            max_cached_licenses: 100_000,
        }
    }
}

impl Licensing {
    /// What of it the operations go by.
    pub fn settings(&self, payment: Payment) -> Settings {
        let days = |days: u32| Duration::from_hours(24) * days;
        // Each was read as a name before.
        let uncounted = UncountedDomains::new(self.uncounted_domains.iter().map(UncountedDomain::as_str));
        Settings {
            key_prefix: self.key_prefix,
            uncounted: uncounted.unwrap_or_default(),
            max_uncounted: DomainLimit::new(self.max_uncounted_activations.into())
                .unwrap_or(DomainLimit::UNLIMITED),
            grace: days(self.grace_days),
            check_every: Duration::from_hours(self.check_hours.into()),
            token_ttl: days(self.token_days),
            token_grace: days(self.token_grace_days),
            max_bulk: self.max_bulk,
            max_cached: self.max_cached_licenses,
            payment,
            ..Settings::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Subscriptions;

    #[test]
    fn the_defaults_are_the_operations() {
        let ours = Licensing::default().settings(Subscriptions::default().payment());
        assert_eq!(format!("{ours:?}"), format!("{:?}", Settings::default()));
    }
}
