//! The epoch of each tenant: one number that says whether what is cached of its keys still stands.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use keyward_domain::{Id, Tenant};

use crate::sync::{AtomicU64, Mutex, lock};

/// A tenant's number, shared by all its cached grants.
pub(crate) type Cell = Arc<AtomicU64>;

/// The cells of the tenants that have cached grants.
pub(crate) struct Tenants(Mutex<Cells>);

struct Cells {
    of: HashMap<Id<Tenant>, Cell>,
    /// At how many cells those without a grant are dropped next.
    sweep_at: usize,
}

const FIRST_SWEEP: usize = 1024;

impl Tenants {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Cells { of: HashMap::new(), sweep_at: FIRST_SWEEP }))
    }

    /// The tenant's cell.
    pub(crate) fn cell(&self, tenant: Id<Tenant>) -> Cell {
        let mut cells = lock(&self.0);
        if let Some(cell) = cells.of.get(&tenant) {
            return Arc::clone(cell);
        }
        if cells.of.len() >= cells.sweep_at {
            // Only the map knows such a cell, and it is cloned under this lock alone: no grant can be compared with it any more.
            cells.of.retain(|_, cell| Arc::strong_count(cell) > 1);
            cells.sweep_at = FIRST_SWEEP.max(cells.of.len() * 2);
        }
        Arc::clone(cells.of.entry(tenant).or_default())
    }

    /// Ends what is cached of the tenant's keys. A tenant without a cell has nothing cached.
    pub(crate) fn bump(&self, tenant: Id<Tenant>) {
        if let Some(cell) = lock(&self.0).of.get(&tenant) {
            cell.fetch_add(1, Ordering::AcqRel);
        }
    }
}

#[cfg(all(test, not(feature = "shuttle")))]
mod tests {
    use super::*;

    #[test]
    fn cells_without_a_grant_are_swept() {
        let tenants = Tenants::new();
        let kept = tenants.cell(Id::new(-1));
        for n in 0..10_000 {
            tenants.cell(Id::new(n));
        }
        assert!(lock(&tenants.0).of.len() <= FIRST_SWEEP);
        tenants.bump(Id::new(-1));
        assert_eq!(kept.load(Ordering::Relaxed), 1);
    }
}
