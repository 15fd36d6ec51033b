//! Limits on how often something may be asked for (contract hub, C.4 and C.5): a fixed window that starts with the first hit, for each
//! address and category, the same one on every surface; those of events are for each key (contract v1, part 9). And two quiet guards: of all requests of the surfaces that people use, and of
//! keys that nobody knows.

mod bucket;
mod category;
mod counter;
mod limited;
mod taken;

use std::net::IpAddr;

use keyward_authority::Actor;

use crate::App;
use crate::config::{Rate, RateLimits};

pub(crate) use category::Category;
pub(crate) use limited::Limited;
pub(crate) use taken::Taken;

use bucket::{bucket, bucket_of};
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
        self.hit(category, address.map(|address| bucket(category, address))).await.map(|_| ())
    }

    /// The same of one thing among several that are counted each by itself.
    pub(crate) async fn limit_of(
        &self,
        category: Category,
        thing: &str,
        address: Option<IpAddr>,
    ) -> Result<(), Limited> {
        let bucket = address.map(|address| format!("{}/{thing}", bucket(category, address)));
        self.hit(category, bucket).await.map(|_| ())
    }

    /// Takes one hit of a category from whoever calls, wherever they are; what is left, where they are limited.
    pub(crate) async fn limit_caller(
        &self,
        category: Category,
        actor: &Actor,
    ) -> Result<Option<Taken>, Limited> {
        self.hit(category, bucket_of(category, &actor.principal)).await
    }

    async fn hit(&self, category: Category, bucket: Option<String>) -> Result<Option<Taken>, Limited> {
        let (Some(bucket), Rate::Most { hits, period }) = (bucket, category.rate(&self.limits.rates)) else {
            return Ok(None);
        };
        let now = self.authority.now();
        let window = self.limits.counter.hit(bucket, period.duration(), now).await;
        Taken::new(hits, window).map(Some).ok_or_else(|| Limited::new(hits, period, window, now))
    }
}
