//! What a transaction changes of licences, told by its commit to whoever keeps licences in memory: no operation can forget to say so.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use keyward_domain::{Id, License};

/// Licences of which something has changed, or of what hangs on them: where they are active, what they are for, how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// These.
    These(BTreeSet<Id<License>>),
    /// Any.
    Any,
}

impl Default for Touched {
    fn default() -> Self {
        Self::These(BTreeSet::new())
    }
}

/// Whoever keeps in memory what it read of licences.
pub trait LicenseWatch: Send + Sync {
    /// These have changed, and the change is committed. After the return nothing of them is kept that was read before.
    fn changed(&self, touched: &Touched);

    /// Whether changes by other instances may go unheard: then nothing is kept at all. Whoever ends that says before that any has changed.
    fn set_deaf(&self, deaf: bool);
}

/// All who watch a database through this process.
#[derive(Clone, Default)]
pub(crate) struct Watchers(Arc<Mutex<Vec<Weak<dyn LicenseWatch>>>>);

impl Watchers {
    pub(crate) fn add(&self, watcher: Weak<dyn LicenseWatch>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|watcher| watcher.strong_count() > 0);
        all.push(watcher);
    }

    pub(crate) fn each(&self, tell: impl Fn(&dyn LicenseWatch)) {
        let all: Vec<_> = {
            let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.iter().filter_map(Weak::upgrade).collect()
        };
        for watcher in all {
            tell(&*watcher);
        }
    }
}

impl fmt::Debug for Watchers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watchers")
    }
}

/// What a transaction has changed so far. A part of it that may be taken back by itself writes into the same: too much told is no harm.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notes(Arc<Mutex<Touched>>);

impl Notes {
    /// Something of this licence changes.
    pub(crate) fn license(&self, id: i64) {
        if let Touched::These(all) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            all.insert(Id::new(id));
        }
    }

    /// Something changes on which any licence may hang.
    pub(crate) fn any(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Touched::Any;
    }

    /// What it was, if anything.
    pub(crate) fn take(&self) -> Option<Touched> {
        let touched = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        (touched != Touched::default()).then_some(touched)
    }
}
