//! What every handler works with.

use std::fmt;
use std::sync::Arc;

use axum::http::HeaderName;
use keyward_authority::Authority;
use keyward_authority::leaks::PublicKeys;
use keyward_authority::webhooks::Transport;
use keyward_authority::webhooks::worker::Worker;
use keyward_hub::Hub;
use keyward_hub::releases::ReleaseStore;
use keyward_metering::{Metering, Parts};

use crate::config::Config;
use crate::dashboard::Busiest;
use crate::http::Limits;
use crate::leak_keys::leak_keys;
use crate::metrics::Metrics;
use crate::recent::Recent;
use crate::status::{self, Readiness};
use crate::webhooks;

/// What every handler works with.
pub struct App {
    pub(crate) authority: Arc<Authority>,
    pub(crate) metering: Metering,
    pub(crate) hub: Hub,
    pub(crate) config: Config,
    pub(crate) metrics: Metrics,
    pub(crate) limits: Limits,
    pub(crate) api_key_header: HeaderName,
    pub(crate) readiness: Recent<Readiness>,
    transport: Arc<dyn Transport>,
    pub(crate) leak_keys: Option<PublicKeys>,
    pub(crate) busiest: Busiest,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("authority", &self.authority).finish_non_exhaustive()
    }
}

impl App {
    /// Puts the authority behind HTTP as configured, the files of releases in `store`. Needs a runtime, for the task that writes events.
    pub fn new(authority: Authority, store: Arc<dyn ReleaseStore>, config: Config) -> Arc<Self> {
        let api_key_header =
            HeaderName::from_bytes(config.server.api_key_header.as_str().to_ascii_lowercase().as_bytes());
        // The configuration takes header names alone; the default is the contract's.
        let api_key_header = api_key_header.unwrap_or(HeaderName::from_static("x-api-key"));
        let readiness = Recent::new(status::GOOD_FOR);
        let limits = Limits::new(config.rate_limits.clone());
        let leak_keys = leak_keys(&config);
        let transport = Arc::new(webhooks::Http::new(&authority.policy().webhooks));
        let authority = Arc::new(authority);
        let metering = Metering::start(Parts {
            storage: authority.storage().clone(),
            clock: authority.clock(),
            entropy: authority.randomness(),
            policy: config.events.policy(),
            listener: Arc::new(webhooks::Events(Arc::clone(&authority))),
        });
        let hub = Hub::new(
            Arc::clone(&authority),
            store,
            config.licensing.settings(config.subscriptions.payment()),
        );
        Arc::new(Self {
            authority,
            metering,
            hub,
            config,
            metrics: Metrics::register(),
            limits,
            api_key_header,
            readiness,
            transport,
            leak_keys,
            busiest: Busiest::default(),
        })
    }

    /// Events and usage.
    pub fn metering(&self) -> &Metering {
        &self.metering
    }

    /// The operations on licences and clients.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// What delivers webhooks.
    pub fn webhooks(&self) -> Worker<'_> {
        Worker { authority: &self.authority, transport: &*self.transport, author: &self.hub }
    }

    /// The operations.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }
}
