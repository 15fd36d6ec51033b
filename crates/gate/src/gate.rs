//! The gate: find a key, decide, note its use.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use keyward_domain::{Code, Credits, Environment, Id, Tenant, Timestamp};
use keyward_token::{Class, Digest, DigestKind, Formats, Peppers};

use crate::cache::{Boarding, Cache};
use crate::charge::{Charged, Undecided, charge, look};
use crate::flight::Outcome;
use crate::hints::Hints;
use crate::hot::{Entry, Metering};
use crate::stats::{Counters, slot};
use crate::sync::AtomicBool;
use crate::uses::KeyUse;
use crate::{Answer, Ask, CachedGrant, CheckError, GrantSource, Invalidation, Meter, Stats, Verdict};

/// How much a gate remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The most keys. Split evenly over 64 shards, so a gate that is to hold all of n keys needs a few per cent more than n.
    pub max_keys: usize,
    /// The most digests that belong to no key; split likewise. They never push out a key.
    pub max_unknown: usize,
    /// How long a digest is remembered to belong to no key, unless [`Invalidation::key`] is called for it.
    pub unknown_ttl: Duration,
}

/// Answers whether a key may pass, from memory if it can.
pub struct Gate<S> {
    source: S,
    formats: Arc<Formats>,
    peppers: Arc<Peppers>,
    hints: Hints,
    unknown_ttl: Duration,
    pub(crate) cache: Cache,
    bypass: AtomicBool,
    counters: Counters,
}

impl<S: GrantSource> Gate<S> {
    /// An empty gate.
    pub fn new(source: S, formats: Arc<Formats>, peppers: Arc<Peppers>, settings: Settings) -> Self {
        Self {
            source,
            hints: Hints::new(&formats),
            formats,
            peppers,
            unknown_ttl: settings.unknown_ttl,
            cache: Cache::new(settings.max_keys, settings.max_unknown),
            bypass: AtomicBool::new(false),
            counters: Counters::new(),
        }
    }

    /// Where it gets its grants from.
    pub fn source(&self) -> &S {
        &self.source
    }

    /// The key that is written so, whatever its state; `None` if there is none, or the text cannot be a key. Notes no use.
    pub async fn find(&self, text: &str, now: Timestamp) -> Outcome {
        match self.glance(text, now, |found| Some(Arc::clone(found?.grant()))) {
            Some(found) => Ok(found),
            None => self.fetch(text, now).await,
        }
    }

    /// The same of a key that is known by what is kept of it.
    pub async fn find_by_digest(&self, digest: &Digest, now: Timestamp) -> Outcome {
        self.fetch_one(digest, now).await
    }

    /// [`find`](Self::find) without waiting: the outer `None` means that the source has to be asked.
    #[expect(clippy::option_option, reason = "whether it can be told, and what")]
    pub fn peek(&self, text: &str, now: Timestamp) -> Option<Option<Arc<CachedGrant>>> {
        self.glance(text, now, |found| Some(Arc::clone(found?.grant())))
    }

    /// Whether the key may pass. If so, its use is noted; a refused check leaves no trace, and takes from no limit.
    pub async fn check(&self, text: &str, ask: &Ask<'_>) -> Result<Verdict, CheckError> {
        self.check_with(text, ask, |answer| Verdict { code: answer.code, grant: answer.grant.cloned() }).await
    }

    /// [`check`](Self::check), with all that was found handed to `then`, once.
    pub async fn check_with<R>(
        &self,
        text: &str,
        ask: &Ask<'_>,
        then: impl Fn(Answer<'_>) -> R,
    ) -> Result<R, CheckError> {
        let told = self.glance(text, ask.now, |found| match self.answer(found, ask, &then) {
            Ok(told) => Ok(told),
            Err(undecided) => Err((undecided, found.map(|key| Arc::clone(key.grant())))),
        });
        match told {
            Some(Ok(told)) => Ok(told),
            Some(Err((undecided, grant))) => self.decide(text, grant, undecided, ask, &then).await,
            None => {
                let grant = self.fetch(text, ask.now).await?;
                match self.answer_about(grant.as_ref(), ask, &then) {
                    Ok(told) => Ok(told),
                    Err(undecided) => self.decide(text, grant, undecided, ask, &then).await,
                }
            }
        }
    }

    /// Leases credits until the check can be decided.
    #[cold]
    async fn decide<R>(
        &self,
        text: &str,
        mut grant: Option<Arc<CachedGrant>>,
        mut undecided: Undecided,
        ask: &Ask<'_>,
        then: &impl Fn(Answer<'_>) -> R,
    ) -> Result<R, CheckError> {
        let cost = ask.meter.map_or(0, |meter| meter.cost.get());
        loop {
            let account = match undecided {
                Undecided::Refused(error) => return Err(error),
                Undecided::Lease(account) => account,
            };
            if !account.refill(&self.source, cost, ask.now).await? {
                // The word of the change is on its way; what it will say is in the source already.
                for digest in self.digests(text).into_iter().flatten() {
                    self.cache.key(&digest);
                }
                grant = self.fetch(text, ask.now).await?;
            }
            match self.answer_about(grant.as_ref(), ask, then) {
                Ok(told) => return Ok(told),
                Err(still) => undecided = still,
            }
        }
    }

    /// [`check_with`](Self::check_with) without waiting. `None` means that it has to be asked that way, and `then` was not
    /// called.
    ///
    /// Both hand out the grant without counting a reference to it, which many cores that check one key would contend for.
    #[inline]
    pub fn check_cached<R>(&self, text: &str, ask: &Ask<'_>, then: impl Fn(Answer<'_>) -> R) -> Option<R> {
        self.glance(text, ask.now, |found| self.answer(found, ask, &then))?.ok()
    }

    /// How keys were used since the last call, each key once; static keys left out.
    ///
    /// To be called regularly: which keys were used is listed until then.
    pub fn take_uses(&self) -> Vec<KeyUse> {
        self.cache.take_uses()
    }

    /// Keeps uses that could not be written down, for the next [`take_uses`](Self::take_uses).
    pub fn keep_uses(&self, uses: Vec<KeyUse>) {
        self.cache.uses.keep(uses);
    }

    /// How often no key was found since the last call, by the environment of those who asked.
    pub fn take_unknown(&self) -> HashMap<Id<Environment>, u64> {
        self.cache.uses.take_unknown()
    }

    /// Keeps what could not be written down, for the next [`take_unknown`](Self::take_unknown).
    pub fn keep_unknown(&self, unknown: HashMap<Id<Environment>, u64>) {
        self.cache.uses.keep_unknown(unknown);
    }

    /// What is left of a key's limits and credits, taking nothing and noting no use. The answer's code says nothing else.
    pub fn look<R>(
        &self,
        grant: &Arc<CachedGrant>,
        meter: &Meter<'_>,
        now: Timestamp,
        then: impl FnOnce(Answer<'_>) -> R,
    ) -> Result<R, CheckError> {
        look(&self.cache, grant, meter, now, |charged| {
            let Charged { code, limits, credits } = charged;
            then(Answer { code, grant: Some(grant), limits, credits })
        })
    }

    /// What is leased of that account's setting and not spent.
    pub fn unspent(&self, credits: &Credits) -> u64 {
        self.cache.accounts.unspent(credits.account, credits.version)
    }

    /// Takes away all credits that are leased and not spent, to be given back to storage: account, setting, credits.
    pub fn take_leases(&self) -> Vec<(Id<Credits>, i64, u64)> {
        self.cache.accounts.take_leases()
    }

    /// What the cache holds and how it fared.
    pub fn stats(&self) -> Stats {
        self.counters.read(self.cache.keys(), self.cache.unknowns())
    }

    /// While it is on, nothing is served from the cache or put into it: each check asks the source.
    ///
    /// For a fleet, while it may be missing announcements. It has to hear them again before it turns this off. Either
    /// way the cache starts empty.
    pub fn set_bypass(&self, on: bool) {
        if on {
            self.bypass.store(true, Ordering::Release);
        }
        // On: whatever is under way must not be stored as if announcements were heard. Off: who looked at the switch
        // before it was turned on may have stored something since.
        self.cache.everything();
        if !on {
            self.bypass.store(false, Ordering::Release);
        }
    }

    /// Whether each check asks the source (see [`set_bypass`](Self::set_bypass)).
    #[inline]
    pub fn is_bypassed(&self) -> bool {
        self.bypass.load(Ordering::Acquire)
    }

    /// What can be told at once.
    #[inline]
    fn glance<R>(&self, text: &str, now: Timestamp, then: impl FnOnce(Option<Entry<'_>>) -> R) -> Option<R> {
        let bypassed = self.bypass.load(Ordering::Acquire);
        // What is found was classified when it was loaded: only a text that is not found need be looked at closely.
        if !bypassed && self.hints.suggest_sha256(text) {
            let digest = Digest::sha256(text);
            let grants = self.cache.pin();
            if let Some(key) = grants.get(&digest) {
                return Some(self.hit(Some(key), then));
            }
            drop(grants);
            return self.glance_closely(text, now, bypassed, Some(digest), then);
        }
        self.glance_closely(text, now, bypassed, None, then)
    }

    #[inline(never)]
    fn glance_closely<R>(
        &self,
        text: &str,
        now: Timestamp,
        bypassed: bool,
        plain: Option<Digest>,
        then: impl FnOnce(Option<Entry<'_>>) -> R,
    ) -> Option<R> {
        let digests = match self.digests_with(text, plain) {
            None => return Some(then(None)),
            Some(_) if bypassed => return None,
            Some(digests) => digests,
        };
        // All are looked for before any unknown: a key under an old pepper stays a hit even when it is forgotten that
        // there is none under the new one.
        let grants = self.cache.pin();
        if let Some(key) = digests.clone().find_map(|digest| grants.get(&digest)) {
            return Some(self.hit(Some(key), then));
        }
        let mut digests = digests;
        digests.all(|digest| self.cache.is_unknown(&digest, now)).then(|| self.hit(None, then))
    }

    #[inline]
    fn hit<R>(&self, found: Option<Entry<'_>>, then: impl FnOnce(Option<Entry<'_>>) -> R) -> R {
        self.counters.hit();
        if let Some(key) = found {
            key.tally.touch();
        }
        then(found)
    }

    /// The answer about what was just loaded.
    fn answer_about<R>(
        &self,
        loaded: Option<&Arc<CachedGrant>>,
        ask: &Ask<'_>,
        then: &impl Fn(Answer<'_>) -> R,
    ) -> Result<R, Undecided> {
        match loaded {
            Some(grant) => self.cache.with_entry(grant, |key| self.answer(Some(key), ask, then)),
            None => self.answer(None, ask, then),
        }
    }

    #[inline]
    fn answer<R>(
        &self,
        found: Option<Entry<'_>>,
        ask: &Ask<'_>,
        then: &impl Fn(Answer<'_>) -> R,
    ) -> Result<R, Undecided> {
        let not_found = Answer { code: Code::NotFound, grant: None, limits: &[], credits: None };
        let (code, key) = match found.map(|key| (ask.judge(&key), key)) {
            None | Some((Code::NotFound, _)) => {
                if let Some((_, environment)) = ask.within {
                    self.cache.uses.note_unknown(environment, slot());
                }
                return Ok(then(not_found));
            }
            Some(found) => found,
        };
        let grant = key.grant();
        match &ask.meter {
            Some(meter) if !(matches!(key.metering, Metering::Nothing) && meter.named.is_empty()) => {
                charge(&self.cache, code, key, meter, ask.now, |charged| {
                    let Charged { code, limits, credits } = charged;
                    self.tell(Answer { code, grant: Some(grant), limits, credits }, key, ask.now, then)
                })
            }
            _ => {
                let answer = Answer { code, grant: Some(grant), limits: &[], credits: None };
                Ok(self.tell(answer, key, ask.now, then))
            }
        }
    }

    #[inline]
    fn tell<R>(
        &self,
        answer: Answer<'_>,
        key: Entry<'_>,
        now: Timestamp,
        then: &impl Fn(Answer<'_>) -> R,
    ) -> R {
        self.cache.uses.note(key, answer.code, now);
        then(answer)
    }

    /// What [`glance`](Self::glance) could not tell.
    async fn fetch(&self, text: &str, now: Timestamp) -> Outcome {
        self.counters.miss();
        for digest in self.digests(text).into_iter().flatten() {
            if let Some(grant) = self.fetch_one(&digest, now).await? {
                return Ok(Some(grant));
            }
        }
        Ok(None)
    }

    async fn fetch_one(&self, digest: &Digest, now: Timestamp) -> Outcome {
        if self.bypass.load(Ordering::Acquire) {
            self.counters.load();
            return Ok(self.source.load(digest).await?.map(|grant| self.cache.seal(*digest, grant, now)));
        }
        let ticket = match self.cache.board(digest, now) {
            Boarding::Landed(found) => return Ok(found),
            Boarding::Ticket(ticket) => ticket,
        };
        let load = || async {
            self.counters.load();
            let loaded = self.source.load(digest).await;
            self.cache.land(&ticket, loaded, now, now.plus(self.unknown_ttl))
        };
        ticket.outcome.get_or_init(load).await.clone()
    }

    /// The digests under which the text's key may be stored, in the order in which they are asked for, each made when its turn comes;
    /// `None` for a text that cannot be a key.
    ///
    /// The plain one comes last for a format that is kept under peppers too: a key that was imported by its SHA-256 may look like one
    /// of ours.
    fn digests<'a>(&'a self, text: &'a str) -> Option<impl Iterator<Item = Digest> + Clone + 'a> {
        self.digests_with(text, None)
    }

    /// [`digests`](Self::digests), where the plain one may be known.
    fn digests_with<'a>(
        &'a self,
        text: &'a str,
        plain: Option<Digest>,
    ) -> Option<impl Iterator<Item = Digest> + Clone + 'a> {
        let peppered = match self.formats.classify(text) {
            Class::Malformed => return None,
            Class::Known(format) => format.digest == DigestKind::HmacSha256,
            Class::Foreign => false,
        };
        let peppers = if peppered { self.peppers.iter() } else { [].iter() };
        let plain = std::iter::once_with(move || plain.unwrap_or_else(|| Digest::sha256(text)));
        Some(peppers.map(move |pepper| pepper.digest(text)).chain(plain))
    }
}

impl<S: GrantSource> Invalidation for Gate<S> {
    fn key(&self, digest: &Digest) {
        self.cache.key(digest);
    }

    fn tenant(&self, tenant: Id<Tenant>) {
        self.cache.tenant(tenant);
    }

    fn everything(&self) {
        self.cache.everything();
    }
}

impl<S> std::fmt::Debug for Gate<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gate")
    }
}
