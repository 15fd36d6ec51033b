//! Prove that nothing of the trail was changed, removed or moved.

use keyward_domain::{Id, Order, Page, Tenant};
use keyward_storage::audit::{self, Entry, Filter};
use keyward_storage::{Storage, StorageError};

use crate::{Actor, Authority, Error, needs};

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

/// A walk along a tenant's chain, some entries at a time.
#[derive(Debug)]
pub struct Walk {
    tenant: Id<Tenant>,
    /// The last entry when the walk began: its place, and what was kept of it.
    head: Option<(i64, Vec<u8>)>,
    place: i64,
    hash: [u8; 32],
    at_head: Option<[u8; 32]>,
}

impl Walk {
    /// Begins at the first entry of the actor's own tenant.
    pub async fn begin(authority: &Authority, actor: &Actor) -> Result<Self, Error> {
        actor.may_read(needs::AUDIT_READ)?;
        Ok(Self::of(authority.storage(), actor.tenant).await?)
    }

    async fn of(storage: &Storage, tenant: Id<Tenant>) -> Result<Self, StorageError> {
        // Before the entries: what is appended meanwhile can only come after it.
        let head = audit::head(&storage.reader(), tenant).await?;
        Ok(Self { tenant, head, place: 0, hash: [0; 32], at_head: None })
    }

    /// How many entries were walked.
    pub fn walked(&self) -> i64 {
        self.place
    }

    /// How many there were when the walk began.
    pub fn length(&self) -> i64 {
        self.head.as_ref().map_or(0, |(last, _)| *last)
    }

    /// Walks at most 1,000 entries on; `None`: there may be more.
    pub async fn on(&mut self, storage: &Storage) -> Result<Option<Verdict>, StorageError> {
        let filter = Filter { after: Some(self.place), ..Filter::default() };
        let page = Page { limit: AT_ONCE, offset: 0, order: Order::Ascending };
        let entries = audit::list(&storage.reader(), self.tenant, &filter, page).await?;
        if entries.is_empty() {
            return self.at_end(storage).await;
        }
        for entry in entries {
            match follow(self.tenant, self.place, &self.hash, &entry) {
                Ok(next) => (self.place, self.hash) = (entry.sequence, next),
                Err(reason) => return Ok(Some(Verdict::Broken { sequence: self.place + 1, reason })),
            }
            if self.length() == self.place {
                self.at_head = Some(self.hash);
            }
        }
        Ok(None)
    }

    /// There are no more entries. Where there was no head when the walk began, there is one with the first that was written since.
    async fn at_end(&mut self, storage: &Storage) -> Result<Option<Verdict>, StorageError> {
        if self.head.is_none() && self.place > 0 {
            self.head = audit::head(&storage.reader(), self.tenant).await?;
            match self.length() {
                0 => {
                    let reason = "was removed from the end, with the mark of where that is";
                    return Ok(Some(Verdict::Broken { sequence: self.place + 1, reason }));
                }
                last if last == self.place => self.at_head = Some(self.hash),
                // More was written meanwhile.
                _ => return Ok(None),
            }
        }
        Ok(Some(self.ended()))
    }

    fn ended(&self) -> Verdict {
        let Some((last, kept)) = &self.head else { return Verdict::Whole(self.place) };
        match self.at_head {
            None if *last > 0 => {
                Verdict::Broken { sequence: self.place + 1, reason: "was removed from the end" }
            }
            Some(found) if found.as_slice() != kept => {
                Verdict::Broken { sequence: *last, reason: "is not the one that was written last" }
            }
            _ => Verdict::Whole(self.place),
        }
    }
}

/// Walks a tenant's chain from its beginning to its end. Entries that are written meanwhile are walked, too.
pub async fn verify(storage: &Storage, tenant: Id<Tenant>) -> Result<Verdict, StorageError> {
    let mut walk = Walk::of(storage, tenant).await?;
    loop {
        if let Some(verdict) = walk.on(storage).await? {
            return Ok(verdict);
        }
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
