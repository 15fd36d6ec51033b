//! The gates that were asked lately, compiled.
//!
//! Found by the digest of their secret, as keys are: a secret is looked up and never compared with others'. A load that began before a
//! change was announced is not stored after it: each announcement raises the generation, under the lock under which loads are stored.
//!
//! While a fleet's instance may be missing announcements, what is held counts for one thing alone: to know, when the database does not
//! answer, what its owner wanted for that case.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use keyward_gate::DigestState;
use keyward_storage::gates;
use keyward_token::Digest;

use super::{CompiledGate, secret};
use crate::Authority;

/// The gates that were asked lately.
pub struct Gates {
    held: papaya::HashMap<Digest, Arc<CompiledGate>, DigestState>,
    /// How often anything was announced.
    generation: Mutex<u64>,
}

/// What is known of a gate.
#[derive(Debug)]
pub enum Found {
    /// There it is.
    Gate(Arc<CompiledGate>),
    /// There is none that is called so and has that secret.
    Nowhere,
    /// Nobody can tell at present; with what it was when that was last known.
    Unavailable(Option<Arc<CompiledGate>>),
}

/// The most gates held. Each is small, and a server has few.
const MOST: usize = 10_000;

impl std::fmt::Debug for Gates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gates")
    }
}

impl Gates {
    pub(crate) fn new() -> Self {
        Self { held: papaya::HashMap::with_hasher(DigestState::default()), generation: Mutex::new(0) }
    }

    /// Forgets gates that have changed.
    pub(crate) fn forget(&self, secrets: &[Digest]) {
        let mut generation = self.lock();
        *generation += 1;
        let held = self.held.pin();
        for secret in secrets {
            held.remove(secret);
        }
    }

    /// Forgets them all.
    pub(crate) fn forget_all(&self) {
        *self.lock() += 1;
        self.held.pin().clear();
    }

    fn generation(&self) -> u64 {
        *self.lock()
    }

    /// Holds what was loaded, unless something was announced since that generation.
    fn hold(&self, generation: u64, gate: &Arc<CompiledGate>) {
        let now = self.lock();
        if *now != generation {
            return;
        }
        let held = self.held.pin();
        if held.len() >= MOST
            && let Some(some) = held.keys().next().copied()
        {
            held.remove(&some);
        }
        held.insert(*gate.secret(), Arc::clone(gate));
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.generation.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks the gate of that name or id and secret, if what is held of it is surely true. `None` means that it has to be [found](find), and
/// `then` was not called.
#[inline]
pub(super) fn glance<R>(
    authority: &Authority,
    called: &str,
    secret: &str,
    then: impl FnOnce(Option<&CompiledGate>) -> R,
) -> Option<R> {
    let Some(digest) = secret::digest(authority, secret) else { return Some(then(None)) };
    if authority.gate().is_bypassed() {
        return None;
    }
    let held = authority.gates().held.pin();
    let gate = held.get(&digest)?;
    Some(then(gate.is(called, &digest).then_some(gate)))
}

/// The gate of that name or id and secret: as it is held where that is surely true, else from the database.
pub(super) async fn find(authority: &Authority, called: &str, secret: &str) -> Found {
    let Some(digest) = secret::digest(authority, secret).filter(|_| secret::is_well_formed(secret)) else {
        return Found::Nowhere;
    };
    let gates = authority.gates();
    if !authority.gate().is_bypassed()
        && let Some(gate) = gates.held.pin().get(&digest)
    {
        // Compiled once: permission queries that are compiled anew are asked anew.
        return if gate.is(called, &digest) { Found::Gate(Arc::clone(gate)) } else { Found::Nowhere };
    }
    let generation = gates.generation();
    match gates::of_secret(&authority.storage().reader(), &digest).await {
        Ok(Some(gate)) => {
            let gate = Arc::new(CompiledGate::new(authority.ids(), gate));
            gates.hold(generation, &gate);
            if gate.is(called, &digest) { Found::Gate(gate) } else { Found::Nowhere }
        }
        Ok(None) => Found::Nowhere,
        Err(error) => {
            tracing::error!(%error, "a gate could not be looked up");
            let last = gates.held.pin().get(&digest).filter(|gate| gate.is(called, &digest)).cloned();
            Found::Unavailable(last)
        }
    }
}
