//! Prove that nothing of the trail was changed, removed or moved.

use keyward_domain::{Id, Order, Page, Tenant};
use keyward_storage::audit::{self, Entry, Filter};
use keyward_storage::{Storage, StorageError};

/// What was found of a tenant's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Each entry follows from the one before it: so many.
    Whole(i64),
    /// The first entry that is not what it was written as, and what is the matter with it.
    Broken {
        /// Its place.
        sequence: i64,
        /// What is the matter.
        reason: &'static str,
    },
}

const AT_ONCE: u64 = 1000;

/// Walks a tenant's chain from its beginning to its end. Entries that are written meanwhile are walked, too.
pub async fn verify(storage: &Storage, tenant: Id<Tenant>) -> Result<Verdict, StorageError> {
    let reader = storage.reader();
    // Before the entries: what is appended meanwhile can only come after it.
    let head = audit::head(&reader, tenant).await?;
    let (mut place, mut hash) = (0, [0; 32]);
    let mut at_head = None;
    loop {
        let filter = Filter { after: Some(place), ..Filter::default() };
        let page = Page { limit: AT_ONCE, offset: 0, order: Order::Ascending };
        let entries = audit::list(&reader, tenant, &filter, page).await?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            match follow(tenant, place, &hash, &entry) {
                Ok(next) => (place, hash) = (entry.sequence, next),
                Err(reason) => return Ok(Verdict::Broken { sequence: place + 1, reason }),
            }
            if head.as_ref().is_some_and(|(last, _)| *last == place) {
                at_head = Some(hash);
            }
        }
    }
    let Some((last, kept)) = head else { return Ok(Verdict::Whole(place)) };
    match at_head {
        None if last > 0 => Ok(Verdict::Broken { sequence: place + 1, reason: "was removed from the end" }),
        Some(found) if found.as_slice() != kept => {
            Ok(Verdict::Broken { sequence: last, reason: "is not the one that was written last" })
        }
        _ => Ok(Verdict::Whole(place)),
    }
}

fn follow(
    tenant: Id<Tenant>,
    place: i64,
    previous: &[u8; 32],
    entry: &Entry,
) -> Result<[u8; 32], &'static str> {
    if entry.sequence != place + 1 {
        return Err("was removed or moved");
    }
    let expected = entry.expected(tenant, previous);
    if expected.as_slice() == entry.hash {
        Ok(expected)
    } else {
        Err("was changed, or another stands in its place")
    }
}
