//! The keys, and the source that the gate loads them from.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use keyward_domain::{
    EnvironmentType, Id, KeyKind, KeyState, Limits, Metadata, Networks, Owner, Permission, Permissions,
    Timestamp,
};
use keyward_gate::{Grant, GrantEnvironment, GrantSource, Lease, LeaseRequest, Subject, Unavailable};
use keyward_token::{Digest, Entropy, EnvTag, Formats};

/// Whether the permissions of one key are also those of others.
#[derive(Clone, Copy)]
pub(crate) enum Permitted {
    /// There are 16 sets.
    ByRole,
    /// Each key has its own set.
    Individually,
}

/// A source that is asked for its keys in their order, and then knows no more.
pub(crate) struct Keys {
    texts: String,
    length: usize,
    count: usize,
    told: AtomicUsize,
    permitted: Permitted,
    roles: [Arc<Permissions>; ROLES],
    limits: Limits,
}

const ROLES: usize = 16;

/// SplitMix64: the same keys and the same order in every run.
pub(crate) struct Seeded(AtomicU64);

impl Seeded {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("below a usize")
    }
}

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}

/// So many key texts, one after the other; the same for the same seed.
pub(crate) fn texts(count: usize, seed: u64) -> String {
    let formats = Formats::default();
    let template = &formats.get("native").expect("built in").template;
    let entropy = Seeded::new(seed);
    (0..count).map(|_| template.generate(EnvTag::Live, &entropy).expose().to_owned()).collect()
}

fn permissions(own: usize) -> Arc<Permissions> {
    let texts = ["documents:publish", "documents:read", &format!("project-{own}:write")];
    Arc::new(texts.iter().map(|text| text.parse::<Permission>().expect("well formed")).collect())
}

impl Keys {
    pub(crate) fn new(count: usize, permitted: Permitted, limits: Limits) -> Self {
        let texts = texts(count, 1);
        let roles = std::array::from_fn(permissions);
        Self {
            length: texts.len() / count,
            texts,
            count,
            told: AtomicUsize::new(0),
            permitted,
            roles,
            limits,
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn text(&self, n: usize) -> &str {
        &self.texts[n * self.length..(n + 1) * self.length]
    }

    /// All texts, one after the other.
    pub(crate) fn all(&self) -> &str {
        &self.texts
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.count()).map(|n| self.text(n))
    }

    fn grant(&self, n: usize) -> Grant {
        let permissions = match self.permitted {
            Permitted::ByRole => Arc::clone(&self.roles[n % ROLES]),
            Permitted::Individually => permissions(n),
        };
        let number = i64::try_from(n).expect("small");
        Grant {
            subject: Subject::Key(Id::new(number)),
            name: format!("key {n}").into(),
            kind: KeyKind::Private,
            tenant: Id::new(number % 100),
            tenant_suspended: false,
            environment: Some(GrantEnvironment {
                id: Id::new(number % 100),
                kind: EnvironmentType::Production,
            }),
            owner: Owner::Customer(Id::new(number)),
            external_id: Some(format!("customer-{n}").into()),
            roles: ["editor".parse().expect("well formed")].into(),
            permissions,
            state: KeyState::Active,
            expires_at: Some(Timestamp::from_micros(4_000_000_000_000_000)),
            networks: Networks::default(),
            limits: self.limits.clone(),
            limit_scope: Id::new(number),
            credits: None,
            metadata: Metadata::from_json(r#"{"plan":"pro"}"#).expect("short"),
        }
    }
}

impl GrantSource for Keys {
    async fn load(&self, _digest: &Digest) -> Result<Option<Grant>, Unavailable> {
        let n = self.told.load(Ordering::Relaxed);
        if n == self.count {
            return Ok(None);
        }
        self.told.store(n + 1, Ordering::Relaxed);
        Ok(Some(self.grant(n)))
    }

    async fn lease(
        &self,
        _request: LeaseRequest,
        _paid: Box<dyn FnOnce(Lease) + Send>,
    ) -> Result<Lease, Unavailable> {
        Err(Unavailable)
    }
}
