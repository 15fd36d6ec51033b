//! The keys, and the source that the gate loads them from.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use keyward_domain::{
    EnvironmentType, Id, KeyKind, KeyState, Limits, Metadata, Networks, Owner, Permission, Permissions,
    Timestamp,
};
use keyward_gate::{Grant, GrantEnvironment, GrantSource, Lease, LeaseRequest, Subject, Unavailable};
use keyward_token::{Digest, Entropy, EnvTag, Formats};

/// Whether the permissions of one key are also those of others.
#[derive(Clone, Copy)]
pub(crate) enum Permitted {
    /// There are 16 sets, as of roles.
    ByRole,
    /// Each key has its own set.
    Individually,
}

pub(crate) struct Keys {
    texts: String,
    length: usize,
    index: HashMap<Digest, usize>,
    permitted: Permitted,
    limits: Limits,
}

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

impl Keys {
    pub(crate) fn new(count: usize, permitted: Permitted, limits: Limits) -> Self {
        let formats = Formats::default();
        let template = &formats.get("native").expect("built in").template;
        let entropy = Seeded::new(1);
        let mut texts = String::new();
        let mut index = HashMap::with_capacity(count);
        for n in 0..count {
            let secret = template.generate(EnvTag::Live, &entropy);
            index.insert(Digest::sha256(secret.expose()), n);
            texts.push_str(secret.expose());
        }
        Self { length: texts.len() / count, texts, index, permitted, limits }
    }

    pub(crate) fn count(&self) -> usize {
        self.index.len()
    }

    pub(crate) fn text(&self, n: usize) -> &str {
        &self.texts[n * self.length..(n + 1) * self.length]
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.count()).map(|n| self.text(n))
    }

    fn grant(&self, n: usize) -> Grant {
        let own = match self.permitted {
            Permitted::ByRole => n % 16,
            Permitted::Individually => n,
        };
        let permissions: Permissions =
            ["documents:publish", "documents:read", &format!("project-{own}:write")]
                .iter()
                .map(|text| text.parse::<Permission>().expect("well formed"))
                .collect();
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
            permissions: permissions.into(),
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
    async fn load(&self, digest: &Digest) -> Result<Option<Grant>, Unavailable> {
        Ok(self.index.get(digest).map(|n| self.grant(*n)))
    }

    async fn lease(
        &self,
        _request: LeaseRequest,
        _paid: Box<dyn FnOnce(Lease) + Send>,
    ) -> Result<Lease, Unavailable> {
        Err(Unavailable)
    }
}
