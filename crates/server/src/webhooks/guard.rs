//! What a name stands for, looked at before anything connects to it.
//!
//! The addresses that were looked at are those that are connected to: the name is not resolved a second time.

use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use keyward_domain::webhook::Targets;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The addresses of a name.
pub(super) type Found = Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>>;
/// Whoever knows them.
pub(super) type Lookup = Arc<dyn Fn(String) -> Found + Send + Sync>;

/// Asks the system.
pub(super) fn system() -> Lookup {
    Arc::new(|name| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    })
}

/// Where may be connected to.
#[derive(Clone)]
pub(super) struct Guard {
    targets: Targets,
    /// Only to what the operator allowed by name: for connections without TLS.
    by_name_alone: bool,
    lookup: Lookup,
}

/// A target that webhooks may not go to. Told to whoever looks after the endpoint, so it says nothing of what is there.
#[derive(Debug, thiserror::Error)]
#[error("the target is not allowed: {0} is not an address of the public Internet")]
pub(super) struct NotAllowed(IpAddr);

/// The name stands for nothing.
#[derive(Debug, thiserror::Error)]
#[error("the name {0} can't be resolved")]
struct Unresolved(String);

impl Guard {
    pub(super) fn new(targets: Targets, by_name_alone: bool, lookup: Lookup) -> Self {
        Self { targets, by_name_alone, lookup }
    }

    /// Lets an address pass.
    pub(super) fn check(&self, address: IpAddr) -> Result<(), NotAllowed> {
        let allowed = if self.by_name_alone {
            self.targets.allow_by_name(address)
        } else {
            self.targets.allow(address)
        };
        if allowed { Ok(()) } else { Err(NotAllowed(address)) }
    }
}

impl Resolve for Guard {
    /// All of its addresses, or none: a name that leads inside and outside is not one to be tried out.
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let name = name.as_str().to_owned();
            let found = (guard.lookup)(name.clone()).await.unwrap_or_default();
            if found.is_empty() {
                return Err(Unresolved(name).into());
            }
            for address in &found {
                guard.check(*address)?;
            }
            let addresses: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}
