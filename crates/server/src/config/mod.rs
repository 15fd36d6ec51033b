//! What the server is told before it starts: built-in defaults, a preset, a file, the environment
//! and flags, the last of which wins, checked as a whole before anything is touched.
//!
//! To add a key: a field with its default in its file under `sections`, a line in
//! `docs/config.example.toml`, a row in `docs/configuration.md`. The key's environment variable, its
//! place in the printed configuration and the check for unknown keys follow from the field.

mod check;
mod development;
#[cfg(test)]
mod documents;
mod environment;
mod error;
mod flags;
mod issuers;
mod keys;
mod layers;
mod load;
mod nearest;
mod origin;
mod policy;
mod preset;
mod print;
mod reason;
mod secrets;
mod sections;
mod sources;
#[cfg(test)]
mod support;
mod text;
mod values;

use std::collections::BTreeMap;
use std::path::PathBuf;

use keyward_token::{Format, FormatName, Formats, FormatsError};
use serde::{Deserialize, Serialize};

pub use development::{DEVELOPMENT_KEYS, DevelopmentKey};
pub use error::{ConfigError, ConfigErrors};
pub use load::Loaded;
pub use origin::{Origin, Origins, Position};
pub use preset::Preset;
pub use secrets::{MasterSecret, Secrets};
pub use sections::{
    Accounts, Auth, CustomFormat, Database, Events, Gate, Idempotency, Issue, Issuer, Leaks, Licensing,
    Limits, Log, LogFormat, Mail, Peppers, Portal, RateLimits, Releases, Server, StaticKey, Subscriptions,
    Webhooks,
};
pub use sources::{Flag, SourceFile, Sources};
pub use values::{
    AgentText, CheckoutUrl, Cidr, Colour, DatabaseEngine, DatabaseUrl, FrameOrigin, HeaderText, JwksUrl,
    Label, LogFilter, Logo, MailFrom, MailTls, MetricsListen, OnLeak, Period, PublicUrl, Rate, Required,
    Sha256Hex, SharedSecret, StoreKind, UncountedDomain,
};

/// Everything that the server reads of its configuration: whole, checked, and the same for its life
/// (but for [`Auth::static_keys`], which a reload may change).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The product whose formats, names and limits lie under the operator's own. None by default.
    pub preset: Option<Preset>,
    /// Where the database, generated secrets, mail and the operator's socket live, relative to the
    /// working directory. Default `keyward-data`.
    pub data_dir: PathBuf,
    /// Listeners, addresses and the bounds of a request.
    pub server: Server,
    /// Where rows are kept.
    pub database: Database,
    /// Bounds of the caches on the hot path.
    pub gate: Gate,
    /// Key formats of the operator's own, by name, beside the built-in ones.
    #[serde(with = "text::keyed")]
    pub formats: BTreeMap<FormatName, CustomFormat>,
    /// Which format each surface issues.
    pub issue: Issue,
    /// How people sign in, and credentials that stand in the configuration.
    pub auth: Auth,
    /// What accounts of the licensing hub may do by themselves.
    pub accounts: Accounts,
    /// What licences look like, where they count, and how long a site may go on by itself.
    pub licensing: Licensing,
    /// How subscriptions of the licensing hub are paid for.
    pub subscriptions: Subscriptions,
    /// How mail is sent.
    pub mail: Mail,
    /// How the customers' page looks.
    pub portal: Portal,
    /// Which pepper new digests are made under.
    pub peppers: Peppers,
    /// What is logged, and how.
    pub log: Log,
    /// How events are taken in and kept.
    pub events: Events,
    /// What is sent to endpoints of tenants.
    pub webhooks: Webhooks,
    /// What is done about keys that have leaked.
    pub leaks: Leaks,
    /// How long a repeated request is recognised.
    pub idempotency: Idempotency,
    /// Bounds of what one request may ask for.
    pub limits: Limits,
    /// How often one client address may do what.
    pub rate_limits: RateLimits,
    /// Where the files of releases lie.
    pub releases: Releases,
    /// Secrets that the environment handed in; no other layer can hold one.
    #[serde(skip)]
    pub secrets: Secrets,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            preset: None,
            data_dir: PathBuf::from("keyward-data"),
            server: Server::default(),
            database: Database::default(),
            gate: Gate::default(),
            formats: BTreeMap::new(),
            issue: Issue::default(),
            auth: Auth::default(),
            accounts: Accounts::default(),
            licensing: Licensing::default(),
            subscriptions: Subscriptions::default(),
            mail: Mail::default(),
            portal: Portal::default(),
            peppers: Peppers::default(),
            log: Log::default(),
            idempotency: Idempotency::default(),
            limits: Limits::default(),
            events: Events::default(),
            webhooks: Webhooks::default(),
            leaks: Leaks::default(),
            rate_limits: RateLimits::default(),
            releases: Releases::default(),
            secrets: Secrets::default(),
        }
    }
}

impl Config {
    /// The database to open: the configured one, or the SQLite file in the data directory.
    pub fn database_url(&self) -> DatabaseUrl {
        self.database.url.clone().unwrap_or_else(|| DatabaseUrl::sqlite(&self.data_dir.join("keyward.db")))
    }

    /// Every format that the server knows: the built-in ones and, over them, those of `[formats]`.
    pub fn formats(&self) -> Result<Formats, FormatsError> {
        Formats::new(self.formats.iter().map(|(name, custom)| Format {
            name: name.clone(),
            template: custom.template.clone(),
            digest: custom.digest,
            display: custom.display,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_is_in_the_data_directory_unless_named() {
        let config = Config { data_dir: PathBuf::from("elsewhere"), ..Config::default() };
        assert_eq!(config.database_url().expose(), "sqlite:elsewhere/keyward.db");
        let named =
            Database { url: Some("postgres://db/keyward".parse().expect("a URL")), ..Database::default() };
        let config = Config { database: named, ..config };
        assert_eq!(config.database_url().expose(), "postgres://db/keyward");
    }
}
