//! Telling other instances what changed: `NOTIFY` in the transaction of the change, `LISTEN` to hear it.
//!
//! PostgreSQL delivers notifications at the commit, in the order of the commits. So whoever hears its own beat has heard every change
//! that was committed before that beat was sent. SQLite has one instance, and nobody to tell.

use std::collections::BTreeSet;
use std::fmt;

use keyward_domain::{Id, License, Tenant};
use keyward_token::Digest;

use crate::engine::postgres::{self, Listener};
use crate::{Engine, Storage, StorageError, Touched, Tx};

/// A change that other instances must hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Keys of these digests.
    Keys(Vec<Digest>),
    /// A tenant, or something between it and its keys.
    Tenant(Id<Tenant>),
    /// Gates of these secrets.
    Gates(Vec<Digest>),
}

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A change by any instance, this one included.
    Change(Change),
    /// Licences, changed by any instance.
    Licenses(Touched),
    /// The beat of this number, of any instance.
    Beat(u64),
    /// Something that this version does not understand: whatever is cached may be wrong.
    Unknown,
}

/// PostgreSQL takes payloads of less than 8000 bytes; a digest takes 65.
const DIGESTS_A_PAYLOAD: usize = 100;

/// Tells every instance of a change once the transaction is committed.
pub async fn announce(tx: &Tx, change: &Change) -> Result<(), StorageError> {
    if tx.engine() == Engine::Sqlite {
        return Ok(());
    }
    match change {
        Change::Tenant(id) => postgres::notify(&tx.0, &format!("t:{}", id.get())).await?,
        Change::Keys(digests) => announce_all(tx, 'k', digests).await?,
        Change::Gates(secrets) => announce_all(tx, 'g', secrets).await?,
    }
    Ok(())
}

async fn announce_all(tx: &Tx, kind: char, digests: &[Digest]) -> Result<(), StorageError> {
    for some in digests.chunks(DIGESTS_A_PAYLOAD) {
        let list: Vec<_> = some.iter().map(|digest| digest.to_hex()).collect();
        postgres::notify(&tx.0, &format!("{kind}:{}", list.join(","))).await?;
    }
    Ok(())
}

/// An id takes at most 20 bytes.
const IDS_A_PAYLOAD: usize = 350;

/// The same of licences.
pub(crate) async fn announce_licenses(tx: &Tx, touched: &Touched) -> Result<(), StorageError> {
    if tx.engine() == Engine::Sqlite {
        return Ok(());
    }
    match touched {
        Touched::Any => postgres::notify(&tx.0, "l:*").await?,
        Touched::These(ids) => {
            let ids: Vec<_> = ids.iter().map(|id| id.get().to_string()).collect();
            for some in ids.chunks(IDS_A_PAYLOAD) {
                postgres::notify(&tx.0, &format!("l:{}", some.join(","))).await?;
            }
        }
    }
    Ok(())
}

/// Hears what instances announce, from the moment it was made.
pub struct Subscription(Listener);

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subscription")
    }
}

impl Storage {
    /// Starts to hear; `None` on SQLite.
    pub async fn subscribe(&self) -> Result<Option<Subscription>, StorageError> {
        match self.signals() {
            None => Ok(None),
            Some(signals) => Ok(Some(Subscription(postgres::listen(signals).await?))),
        }
    }

    /// Sends a beat, to be heard by this instance's own subscription; on SQLite there is none.
    pub async fn beat(&self, number: u64) -> Result<(), StorageError> {
        match self.signals() {
            None => Ok(()),
            Some(signals) => Ok(postgres::notify(signals, &format!("b:{number}")).await?),
        }
    }
}

impl Subscription {
    /// The next thing that is heard. An error means that something may have been missed.
    pub async fn next(&mut self) -> Result<Heard, StorageError> {
        Ok(read(&postgres::hear(&mut self.0).await?))
    }
}

fn read(payload: &str) -> Heard {
    let understood = match payload.split_once(':') {
        Some(("k", list)) => digests(list).map(|digests| Heard::Change(Change::Keys(digests))),
        Some(("g", list)) => digests(list).map(|secrets| Heard::Change(Change::Gates(secrets))),
        Some(("t", id)) => id.parse().ok().map(|id| Heard::Change(Change::Tenant(Id::new(id)))),
        Some(("l", "*")) => Some(Heard::Licenses(Touched::Any)),
        Some(("l", list)) => ids(list).map(|ids| Heard::Licenses(Touched::These(ids))),
        Some(("b", number)) => number.parse().ok().map(Heard::Beat),
        _ => None,
    };
    understood.unwrap_or(Heard::Unknown)
}

fn digests(list: &str) -> Option<Vec<Digest>> {
    list.split(',').map(Digest::from_hex).collect::<Result<_, _>>().ok()
}

fn ids(list: &str) -> Option<BTreeSet<Id<License>>> {
    list.split(',').map(|id| id.parse().map(Id::new)).collect::<Result<_, _>>().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_said_to_be_so() {
        let digest = Digest::sha256("a");
        assert_eq!(read(&format!("k:{}", digest.to_hex())), Heard::Change(Change::Keys(vec![digest])));
        assert_eq!(read(&format!("g:{}", digest.to_hex())), Heard::Change(Change::Gates(vec![digest])));
        assert_eq!(read("t:7"), Heard::Change(Change::Tenant(Id::new(7))));
        assert_eq!(read("b:9"), Heard::Beat(9));
        let some = BTreeSet::from([Id::new(3), Id::new(12)]);
        assert_eq!(read("l:12,3"), Heard::Licenses(Touched::These(some)));
        assert_eq!(read("l:*"), Heard::Licenses(Touched::Any));
        for text in ["", "k:", "k:zz", "g:", "t:x", "x:1", "b:-1", "l:", "l:1,", "l:x"] {
            assert_eq!(read(text), Heard::Unknown, "{text}");
        }
    }
}
