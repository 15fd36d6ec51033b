//! The map that is read without a lock.

use keyward_token::Digest;

#[cfg(not(feature = "shuttle"))]
mod imp {
    use papaya::{HashMapRef, LocalGuard};

    use super::Digest;
    use crate::DigestState;

    pub(crate) struct Map<V>(papaya::HashMap<Digest, V, DigestState>);
    pub(crate) struct Pinned<'a, V>(HashMapRef<'a, Digest, V, DigestState, LocalGuard<'a>>);

    impl<V> Map<V> {
        pub(crate) fn new() -> Self {
            Self(papaya::HashMap::with_hasher(DigestState::default()))
        }

        /// The map as references into it can be had from. Never held across an `await`: it is not `Send`.
        #[inline]
        pub(crate) fn pin(&self) -> Pinned<'_, V> {
            Pinned(self.0.pin())
        }

        /// How many entries there are.
        pub(crate) fn len(&self) -> usize {
            self.0.len()
        }
    }

    impl<V> Pinned<'_, V> {
        #[inline]
        pub(crate) fn get(&self, digest: &Digest) -> Option<(&Digest, &V)> {
            self.0.get_key_value(digest)
        }

        /// Sets the entry; whether there was one before.
        pub(crate) fn insert(&self, digest: Digest, value: V) -> bool {
            self.0.insert(digest, value).is_some()
        }

        pub(crate) fn remove(&self, digest: &Digest) {
            self.0.remove(digest);
        }
    }
}

/// papaya's own atomics are unknown to shuttle, so a test run has the plainest map that behaves alike: reads see a version of it.
#[cfg(feature = "shuttle")]
mod imp {
    use std::cell::OnceCell;
    use std::collections::HashMap;
    use std::sync::Arc;

    use super::Digest;
    use crate::sync::{Mutex, lock};

    pub(crate) struct Map<V>(Mutex<Arc<Entries<V>>>);

    /// An entry is one and the same in every version of the map: what it counts is counted once.
    type Entries<V> = HashMap<Digest, Arc<V>>;

    pub(crate) struct Pinned<'a, V> {
        map: &'a Map<V>,
        /// Taken at the first read: each lock more is many schedules more.
        seen: OnceCell<Arc<Entries<V>>>,
    }

    impl<V> Map<V> {
        pub(crate) fn new() -> Self {
            Self(Mutex::new(Arc::default()))
        }

        pub(crate) fn pin(&self) -> Pinned<'_, V> {
            Pinned { map: self, seen: OnceCell::new() }
        }

        pub(crate) fn len(&self) -> usize {
            lock(&self.0).len()
        }
    }

    impl<V> Pinned<'_, V> {
        pub(crate) fn get(&self, digest: &Digest) -> Option<(&Digest, &V)> {
            let seen = self.seen.get_or_init(|| lock(&self.map.0).clone());
            seen.get_key_value(digest).map(|(digest, value)| (digest, &**value))
        }

        pub(crate) fn insert(&self, digest: Digest, value: V) -> bool {
            Arc::make_mut(&mut lock(&self.map.0)).insert(digest, Arc::new(value)).is_some()
        }

        pub(crate) fn remove(&self, digest: &Digest) {
            Arc::make_mut(&mut lock(&self.map.0)).remove(digest);
        }
    }
}

pub(crate) use imp::{Map, Pinned};
