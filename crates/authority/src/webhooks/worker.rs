//! Delivering what waits.

use std::collections::HashMap;
use std::fmt;
use std::pin::{Pin, pin};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use keyward_domain::Id;
use keyward_domain::webhook::WebhookEndpoint;
use keyward_storage::Engine;
use keyward_storage::webhooks::queue::{self, Claimed};
use keyward_storage::webhooks::{deliveries, receipts};
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::{Author, Transport, WebhookPolicy, body};
use crate::{Authority, Error};

mod settle;

pub use settle::Outcome;

/// How often the queue is looked at when nothing wakes the worker.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Who claims a delivery has so much longer than an attempt may take before it is another's.
const LEASE_BEYOND: Duration = Duration::from_mins(1);
/// How long a message of somebody else's is remembered: longer than they send it again.
const RECEIPTS_FOR: Duration = Duration::from_hours(90 * 24);

/// What delivers.
#[derive(Clone, Copy)]
pub struct Worker<'a> {
    /// Whose queue.
    pub authority: &'a Authority,
    /// The way out.
    pub transport: &'a dyn Transport,
    /// Who knows the rest of what is told.
    pub author: &'a dyn Author,
}

impl fmt::Debug for Worker<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("authority", &self.authority).finish_non_exhaustive()
    }
}

type Attempt<'a> = Pin<Box<dyn Future<Output = (Id<WebhookEndpoint>, Result<(), Error>)> + Send + 'a>>;

/// Attempts that are under way: bounded as a whole, and to each endpoint, so that a slow one delays itself alone.
struct Round<'a> {
    worker: Worker<'a>,
    under_way: FuturesUnordered<Attempt<'a>>,
    to: HashMap<Id<WebhookEndpoint>, usize>,
    begun: usize,
}

impl<'a> Worker<'a> {
    /// Delivers what waits, and what comes to wait from now on, for ever. Dropped, it leaves what is under way to be claimed again.
    pub async fn run(self) {
        if let Err(error) = self.take_over().await {
            tracing::warn!(%error, "the queue of webhooks can't be read");
        }
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut round = self.round();
        loop {
            if let Err(error) = round.top_up().await {
                tracing::warn!(%error, "the queue of webhooks can't be read");
            }
            tokio::select! {
                Some(ended) = round.under_way.next(), if !round.under_way.is_empty() => round.ended(ended),
                _ = ticks.tick() => {}
                () = self.authority.webhooks.notified() => {}
            }
        }
    }

    /// Delivers everything that is due now; how many attempts that took.
    pub async fn send_due(self) -> Result<usize, Error> {
        let mut round = self.round();
        loop {
            round.top_up().await?;
            match round.under_way.next().await {
                Some(ended) => round.ended(ended),
                None => return Ok(round.begun),
            }
        }
    }

    fn round(self) -> Round<'a> {
        Round { worker: self, under_way: FuturesUnordered::new(), to: HashMap::new(), begun: 0 }
    }

    fn policy(&self) -> &'a WebhookPolicy {
        &self.authority.policy().webhooks
    }

    /// Who is alone with its database need not wait for what a process before it had claimed and not settled.
    async fn take_over(&self) -> Result<(), Error> {
        if self.authority.storage().engine() == Engine::Sqlite {
            let tx = self.authority.storage().begin().await?;
            queue::release(&tx, self.authority.now()).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Claims up to `room` deliveries that are due, of each endpoint as many as it has room for beside those that are under way to it. None:
    /// nothing is due, or another instance has it.
    async fn claim(
        self,
        room: usize,
        under_way: HashMap<Id<WebhookEndpoint>, usize>,
    ) -> Result<Vec<Claimed>, Error> {
        let (authority, most) = (self.authority, self.policy().at_once_to_one);
        let now = authority.now();
        let full: Vec<_> =
            under_way.iter().filter(|(_, count)| **count >= most).map(|(endpoint, _)| *endpoint).collect();
        let due = queue::due(&authority.storage().reader(), now, &full, room as u64).await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        // One to each, before several to some.
        let share = (room / due.len()).clamp(1, most);
        let until = now.plus(self.policy().timeout + LEASE_BEYOND);
        let tx = authority.storage().begin().await?;
        let mut claimed = Vec::new();
        for endpoint in due {
            let taken = under_way.get(&endpoint).copied().unwrap_or_default();
            let limit = share.min(most.saturating_sub(taken));
            claimed.extend(queue::claim(&tx, endpoint, now, until, limit as u64).await?);
        }
        tx.commit().await?;
        Ok(claimed)
    }

    async fn attempt(self, claimed: Claimed) -> Result<(), Error> {
        let began = self.authority.now();
        let outcome = if claimed.endpoint.active { self.send(&claimed).await } else { Outcome::SwitchedOff };
        settle::settle(self.authority, &claimed, began, outcome).await
    }

    async fn send(&self, claimed: &Claimed) -> Outcome {
        let request = match self.request(claimed).await {
            Ok(request) => request,
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                let cause = cause.unwrap_or_else(|| error.to_string());
                tracing::error!(delivery = claimed.id, cause, "a webhook can't be written");
                return Outcome::Failed("the event could not be written: see the server's log".to_owned());
            }
        };
        // The transport ends an attempt by itself, and what it has of an answer by then counts; this is for one that does not.
        let patience = self.policy().timeout * 5 / 4;
        match timeout(patience, self.transport.post(&request)).await {
            Ok(Ok(answer)) => Outcome::Answered(answer),
            Ok(Err(reason)) => Outcome::Failed(reason),
            Err(_) => Outcome::Failed("no answer in time".to_owned()),
        }
    }

    async fn request(&self, claimed: &Claimed) -> Result<super::Request, Error> {
        let data = match claimed.event.license {
            Some(_) => self.author.license(&claimed.event).await?,
            None => {
                serde_json::from_str(&claimed.event.data).map_err(|error| Error::Internal(error.into()))?
            }
        };
        body::request(self.authority, claimed, &data, self.authority.now())
    }
}

impl Round<'_> {
    /// Begins as many attempts as there is room for.
    async fn top_up(&mut self) -> Result<(), Error> {
        loop {
            let room = self.worker.policy().at_once.saturating_sub(self.under_way.len());
            if room == 0 {
                return Ok(());
            }
            let mut claim = pin!(self.worker.claim(room, self.to.clone()));
            // What is under way goes on meanwhile: it may hold the transaction that the claim waits for.
            let claimed = loop {
                tokio::select! {
                    claimed = &mut claim => break claimed?,
                    Some(ended) = self.under_way.next(), if !self.under_way.is_empty() => self.ended(ended),
                }
            };
            if claimed.is_empty() {
                return Ok(());
            }
            for claimed in claimed {
                self.begin(claimed);
            }
        }
    }

    fn begin(&mut self, claimed: Claimed) {
        let (worker, endpoint) = (self.worker, claimed.endpoint.id);
        *self.to.entry(endpoint).or_default() += 1;
        self.begun += 1;
        self.under_way.push(Box::pin(async move { (endpoint, worker.attempt(claimed).await) }));
    }

    fn ended(&mut self, (endpoint, settled): (Id<WebhookEndpoint>, Result<(), Error>)) {
        if let Some(count) = self.to.get_mut(&endpoint) {
            *count -= 1;
            if *count == 0 {
                self.to.remove(&endpoint);
            }
        }
        if let Err(error) = settled {
            tracing::warn!(%error, "what became of a webhook could not be written down: it will be sent again");
        }
    }
}

/// Forgets what was settled long ago, and what others sent long ago.
pub async fn forget_old(authority: &Authority) -> Result<(), Error> {
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    deliveries::forget(&tx, now.minus(authority.policy().webhooks.kept_for)).await?;
    receipts::forget(&tx, now.minus(RECEIPTS_FOR)).await?;
    Ok(tx.commit().await?)
}
