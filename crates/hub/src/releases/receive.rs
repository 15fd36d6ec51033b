//! Take in the file of a release.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::BytesMut;
use futures_util::{StreamExt, TryStreamExt};
use keyward_authority::Actor;
use keyward_domain::{Artifact, PackageEnd, PackageWalk, Slug};
use keyward_token::Digest;
use sha2::digest::Update;
use sha2::{Digest as _, Sha256, Sha384};
use tokio::task::spawn_blocking;

use super::Of;
use super::store::{Content, ReleaseStore, StoreError};
use crate::error::RefusalKind;
use crate::{Error, Hub};

/// A file that was taken in and is of no release yet: make one of it, or [`discard`] it.
#[derive(Debug)]
#[must_use = "a file that nothing points to stays in the store"]
pub struct Received {
    pub(super) artifact: Artifact,
}

/// Where a file lies until it was looked through: no product's folder, for a slug has no such character.
pub(super) const INCOMING: &str = "_incoming";

/// Looks whether there is something to release, so that nothing large is sent for nothing.
pub async fn expect(hub: &Hub, actor: &Actor, of: &Of) -> Result<Slug, Error> {
    actor.must_be_operator()?;
    Ok(of.find(&hub.authority().storage().reader()).await?.1)
}

/// Takes in a zip, whose one top directory must be named by the slug, as it comes: never more than a few pieces of it are in memory.
/// Where it breaks off, is longer than it may be or is no package, nothing is kept.
pub async fn receive(hub: &Hub, slug: &Slug, content: Content) -> Result<Received, Error> {
    let id = hub.unique_id(hub.now());
    let (incoming, object) = (format!("{INCOMING}/{id}.zip"), format!("{slug}/{id}.zip"));
    let sums = Arc::new(Mutex::new(Sums::default()));
    let most = hub.settings().max_release_bytes;
    let counted = {
        let sums = Arc::clone(&sums);
        content.and_then(move |piece| std::future::ready(add(&sums, &piece, most).map(|()| piece)))
    };
    hub.store().put(&incoming, counted.boxed()).await?;
    let taken = std::mem::take(&mut *sums.lock().unwrap_or_else(PoisonError::into_inner));
    let checked = async {
        let artifact = check(hub, slug, (&incoming, &object), taken).await?;
        hub.store().rename(&incoming, &object).await?;
        Ok(artifact)
    };
    let checked: Result<_, Error> = checked.await;
    if checked.is_err() {
        forget(hub, &incoming).await;
    }
    Ok(Received { artifact: checked? })
}

/// Forgets a file that became no release.
pub async fn discard(hub: &Hub, received: Received) {
    forget(hub, &received.artifact.object).await;
}

#[derive(Default)]
struct Sums {
    size: u64,
    sha256: Sha256,
    sha384: Sha384,
}

fn add(sums: &Mutex<Sums>, piece: &[u8], most: u64) -> Result<(), StoreError> {
    let mut sums = sums.lock().unwrap_or_else(PoisonError::into_inner);
    sums.size += piece.len() as u64;
    if sums.size > most {
        return Err(StoreError::TooLong(most));
    }
    Update::update(&mut sums.sha256, piece);
    Update::update(&mut sums.sha384, piece);
    Ok(())
}

/// Looks at the zip's list of its files and at whether it is true, and signs the whole.
async fn check(
    hub: &Hub,
    slug: &Slug,
    (incoming, object): (&str, &str),
    sums: Sums,
) -> Result<Artifact, Error> {
    let size = sums.size;
    let store = hub.store();
    let fault = |fault: keyward_domain::PackageFault| invalid(&fault.to_string());
    let tail = bytes(store, incoming, size.saturating_sub(PackageEnd::REACH)..size).await?;
    let end = PackageEnd::find(&tail, size).map_err(fault)?;
    let directory = bytes(store, incoming, end.directory.clone()).await?;
    let head = bytes(store, incoming, 0..size.min(4)).await?;
    let walk = end.check(&head, &directory, slug).map_err(fault)?;
    walk_over(store, incoming, walk, end.directory.start).await?;
    let key = hub.release_signer().key(hub.authority()).await?;
    let signature =
        URL_SAFE_NO_PAD.decode(key.sign_bytes(&sums.sha384.finalize())?).map_err(Error::broken)?;
    Ok(Artifact {
        object: object.to_owned(),
        size,
        sha256: Digest::from_bytes(sums.sha256.finalize().into()),
        signature: STANDARD.encode(signature),
        key_id: key.kid().to_owned(),
    })
}

/// Compares what is before the list with it. To unpack half a gigabyte takes seconds, so others get their turn between the pieces.
async fn walk_over(
    store: &dyn ReleaseStore,
    object: &str,
    mut walk: PackageWalk,
    end: u64,
) -> Result<(), Error> {
    let mut pieces = store.read(object, 0..end).await?;
    while let Some(piece) = pieces.try_next().await? {
        let walked = spawn_blocking(move || walk.push(&piece).map(|()| walk)).await.map_err(Error::broken)?;
        walk = walked.map_err(|fault| invalid(&fault.to_string()))?;
    }
    walk.end().map_err(|fault| invalid(&fault.to_string()))
}

async fn bytes(
    store: &dyn ReleaseStore,
    object: &str,
    range: std::ops::Range<u64>,
) -> Result<BytesMut, Error> {
    if range.is_empty() {
        return Ok(BytesMut::new());
    }
    let pieces = store.read(object, range).await?;
    let gather = async |mut all: BytesMut, piece: bytes::Bytes| {
        all.extend_from_slice(&piece);
        Ok(all)
    };
    Ok(pieces.try_fold(BytesMut::new(), gather).await?)
}

async fn forget(hub: &Hub, object: &str) {
    if let Err(error) = hub.store().delete(object).await {
        tracing::warn!(object, %error, "a file that is of no release stays in the store");
    }
}

fn invalid(detail: &str) -> Error {
    Error::refused(RefusalKind::Invalid, "invalid_package", detail)
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::BrokenOff(_) => invalid("The file broke off"),
            StoreError::TooLong(most) => invalid(&format!("The file is larger than {most} bytes")),
            StoreError::Failed(cause) => {
                tracing::error!(error = %cause, "the store of releases failed");
                keyward_authority::Error::Unavailable.into()
            }
        }
    }
}
