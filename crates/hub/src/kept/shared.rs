//! One copy of the products and tiers that many licences have in common.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use keyward_domain::{Id, Product, Tier};

use super::lock;

/// The last copy of each product and tier.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    products: Mutex<HashMap<Id<Product>, Arc<Product>>>,
    tiers: Mutex<HashMap<Id<Tier>, Arc<Tier>>>,
}

impl Shared {
    /// What was read, as the copy that is there already where it is the same.
    pub(crate) fn share(&self, product: Product, tier: Tier) -> (Arc<Product>, Arc<Tier>) {
        (one(&self.products, product.id, product), one(&self.tiers, tier.id, tier))
    }
}

fn one<T: PartialEq>(all: &Mutex<HashMap<Id<T>, Arc<T>>>, id: Id<T>, read: T) -> Arc<T> {
    let mut all = lock(all);
    match all.get(&id) {
        Some(known) if **known == read => Arc::clone(known),
        _ => {
            let read = Arc::new(read);
            all.insert(id, Arc::clone(&read));
            read
        }
    }
}
