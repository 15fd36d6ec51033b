use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use keyward_domain::{BuiltInRole, RoleHolder, RoleName};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::config::values::{JwksUrl, Label, SharedSecret, within};

/// `[[auth.issuers]]`: an identity provider whose tokens are taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Issuer {
    /// What its tokens have in `iss`, byte for byte: the key `issuer`.
    #[serde(rename = "issuer")]
    pub name: Label,
    /// What they must have in `aud`. By default nobody looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<Label>,
    /// Where it publishes its keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_url: Option<JwksUrl>,
    /// A file with its keys, read again on `SIGHUP` and at an unknown key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_file: Option<PathBuf>,
    /// The secret that it signs with by HS256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hs256_secret: Option<SharedSecret>,
    /// A file with that secret; white space at its end does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hs256_secret_file: Option<PathBuf>,
    /// The environment variable with that secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hs256_secret_env: Option<String>,
    /// Seconds in which the keys must arrive, 1 to 60. Default 5.
    #[serde(default = "five", deserialize_with = "within::<_, _, 1, 60>")]
    pub fetch_timeout_seconds: u64,
    /// The claim with the issuer's own, unchanging name of a person. Default `sub`.
    #[serde(default = "sub")]
    pub subject_claim: String,
    /// The claim with their e-mail address; `""` to take none. Default `email`.
    #[serde(default = "email")]
    pub email_claim: String,
    /// The claim with their tenant. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_claim: Option<String>,
    /// Whether a first sign-in makes a tenant where none is configured for the person. Default false.
    #[serde(default)]
    pub create_tenant: bool,
    /// The id of the one tenant to which all people of this issuer belong. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Label>,
    /// The roles of somebody who joins a tenant that exists. Default none.
    #[serde(default)]
    pub default_roles: Vec<String>,
    /// The id of a tenant by what the tenant claim says. Default none.
    #[serde(default)]
    pub tenants: BTreeMap<String, Label>,
}

impl Issuer {
    /// In which time the keys must arrive.
    pub fn fetch_timeout(&self) -> Duration {
        Duration::from_secs(self.fetch_timeout_seconds)
    }

    /// The roles of somebody who joins a tenant that exists.
    pub fn roles(&self) -> Vec<RoleName> {
        self.default_roles.iter().filter_map(|name| name.parse().ok()).collect()
    }

    /// What is wrong between the keys of one entry.
    fn check(&self) -> Result<(), String> {
        let ways = [
            self.jwks_url.is_some(),
            self.jwks_file.is_some(),
            self.hs256_secret.is_some(),
            self.hs256_secret_file.is_some(),
            self.hs256_secret_env.is_some(),
        ];
        if ways.iter().filter(|given| **given).count() != 1 {
            return Err("must have exactly one of jwks_url, jwks_file, hs256_secret, hs256_secret_file and \
                        hs256_secret_env"
                .to_owned());
        }
        if self
            .hs256_secret_env
            .as_deref()
            .is_some_and(|name| name.is_empty() || name.starts_with("KEYWARD_"))
        {
            return Err("hs256_secret_env must name a variable that does not begin with KEYWARD_".to_owned());
        }
        if self.subject_claim.is_empty() || self.tenant_claim.as_deref() == Some("") {
            return Err("subject_claim and tenant_claim must not be empty".to_owned());
        }
        self.check_tenants()?;
        self.check_roles()
    }

    fn check_tenants(&self) -> Result<(), String> {
        let reason = if self.tenant.is_some() && (self.tenant_claim.is_some() || self.create_tenant) {
            "tenant can't stand beside tenant_claim or create_tenant: everybody belongs to that one"
        } else if !self.tenants.is_empty() && self.tenant_claim.is_none() {
            "tenants needs tenant_claim"
        } else if self.tenant.is_none() && self.tenants.is_empty() && !self.create_tenant {
            "lets nobody in: set tenant, tenants or create_tenant"
        } else {
            return Ok(());
        };
        Err(reason.to_owned())
    }

    fn check_roles(&self) -> Result<(), String> {
        for name in &self.default_roles {
            name.parse::<RoleName>().map_err(|reason| format!("default_roles: {name:?} {reason}"))?;
            match BuiltInRole::find(name) {
                Some(role) if !role.fits(RoleHolder::User) => {
                    return Err(format!("default_roles: {name} is for service accounts"));
                }
                Some(role) if role.name == BuiltInRole::SUPER_ADMIN && self.default_roles.len() > 1 => {
                    return Err("default_roles: super_admin can't be combined with other roles".to_owned());
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Serialize for Issuer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Issuer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let issuer = Self::deserialize(deserializer)?;
        // The name, since the place is that of the first entry.
        issuer.check().map_err(|reason| D::Error::custom(format!("{}: {reason}", issuer.name)))?;
        Ok(issuer)
    }
}

fn five() -> u64 {
    5
}

fn sub() -> String {
    "sub".to_owned()
}

fn email() -> String {
    "email".to_owned()
}
