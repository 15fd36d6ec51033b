//! Limits on how often something may be asked for (contract hub, C.4 and C.5): a fixed window that starts with the first hit, for each
//! address and category, the same one on every surface. And two quiet guards: of all requests of the surfaces that people use, and of
//! keys that nobody knows.

mod bucket;
mod category;
mod counter;
mod limited;

use std::net::IpAddr;

use crate::App;
use crate::config::{Rate, RateLimits};

pub(crate) use category::Category;
pub(crate) use limited::Limited;

use bucket::bucket;
use counter::{Counter, InMemory};

/// The limits and what was counted.
#[derive(Debug)]
pub(crate) struct Limits {
    rates: RateLimits,
    counter: Box<dyn Counter>,
}

impl Limits {
    /// Counts in this process: of several instances, each counts what it sees.
    pub(crate) fn new(rates: RateLimits) -> Self {
        Self { rates, counter: Box::<InMemory>::default() }
    }
}

impl App {
    /// Takes one hit of a category from the address. Without an address it is the operator, who is not limited.
    pub(crate) async fn limit(&self, category: Category, address: Option<IpAddr>) -> Result<(), Limited> {
        let (Some(address), Rate::Most { hits, period }) = (address, category.rate(&self.limits.rates))
        else {
            return Ok(());
        };
        let now = self.authority.now();
        let window = self.limits.counter.hit(bucket(category, address), period.duration(), now).await;
        if window.hits <= u64::from(hits) { Ok(()) } else { Err(Limited::new(hits, period, window, now)) }
    }
}
