//! Take over keys that another system issued, by their digests.

use keyward_domain::{Invalid, Key, Timestamp};
use keyward_storage::{Tx, keys};
use keyward_token::{Algorithm, Digest};

use super::create::CreateKey;
use super::plan::{Kept, Plan};
use crate::{Actor, Authority, Error, needs};

/// A key of another system.
#[derive(Debug, Clone, Default)]
pub struct ImportKey {
    /// SHA-256 of its secret, in hex or base64.
    pub digest: String,
    /// `sha256`.
    pub algorithm: String,
    /// How it is shown; `***` by default.
    pub display: Option<String>,
    /// Everything else, as for a new key.
    pub key: CreateKey,
}

/// What became of one row.
pub type Imported = Result<Key, Error>;

const IMPORTED: &str = "imported";
const MAX_DISPLAY_CHARS: usize = 32;

/// Imports up to 10,000 keys in one transaction. A row at fault is told and left out; the others are kept.
pub async fn import(
    authority: &Authority,
    actor: &Actor,
    rows: &[Result<ImportKey, Invalid>],
) -> Result<Vec<Imported>, Error> {
    actor.may_write(needs::SECRET_WRITE)?;
    actor.environment()?;
    let most = authority.policy().max_import;
    if rows.is_empty() || rows.len() > most {
        return Err(
            Invalid::one("keys", format_args!("must hold 1 to {most} rows, not {}", rows.len())).into()
        );
    }
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        let outcome = match row {
            Ok(row) => apart(authority, &tx, actor, row, now).await,
            Err(invalid) => Err(invalid.clone().into()),
        };
        // An outage is no row's fault, and what was done before it must not stay.
        match outcome {
            Err(error @ (Error::Unavailable | Error::Internal(_))) => return Err(error),
            outcome => outcomes.push(outcome),
        }
    }
    let imported: Vec<_> = outcomes.iter().flatten().collect();
    authority.commit(tx, actor, "key.import", &imported, now).await?;
    Ok(outcomes)
}

/// One row in a savepoint, so that of a row at fault nothing stays, not even a customer that was made for it.
async fn apart(authority: &Authority, tx: &Tx, actor: &Actor, row: &ImportKey, now: Timestamp) -> Imported {
    let inner = tx.savepoint().await?;
    let outcome = one(authority, &inner, actor, row, now).await;
    match &outcome {
        Ok(_) => inner.commit().await?,
        Err(_) => inner.rollback().await?,
    }
    outcome
}

async fn one(authority: &Authority, tx: &Tx, actor: &Actor, row: &ImportKey, now: Timestamp) -> Imported {
    let kept = read(row)?;
    let plan = Plan::check(authority, &row.key, "", now)?;
    let (new, ..) = plan.resolve(authority, tx, actor, kept, now).await?;
    keys::insert_or_skip(tx, &new).await?.ok_or(Error::AlreadyExists("A key of this digest exists already"))
}

fn read(row: &ImportKey) -> Result<Kept, Invalid> {
    let mut invalid = Invalid::none();
    let digest = Digest::from_hex(&row.digest).or_else(|_| Digest::from_base64(&row.digest));
    let digest = invalid.check("digest", digest.map_err(|_| "must be 32 bytes of hex or base64"));
    if row.algorithm != "sha256" {
        invalid.add("algorithm", "must be `sha256`");
    }
    if row.key.format.is_some() {
        invalid.add("format", "can't be chosen for an imported key");
    }
    let display = row.display.clone().unwrap_or_else(|| "***".to_owned());
    if display.chars().count() > MAX_DISPLAY_CHARS || display.chars().any(char::is_control) {
        invalid.add("display_id", "must be at most 32 characters, none of them a control character");
    }
    match digest {
        Some(digest) if invalid.problems().is_empty() => {
            Ok(Kept { digest, algorithm: Algorithm::Sha256, format: IMPORTED.to_owned(), display })
        }
        _ => Err(invalid),
    }
}
