//! Where the files of releases lie: a folder, or a bucket that speaks S3.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::{StreamExt, TryStreamExt};
use keyward_domain::Timestamp;
use keyward_hub::releases::{Content, ReleaseStore, StoreError};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, WriteMultipart};

/// How large the pieces are that a file is written to a folder in.
const WRITTEN: usize = 1 << 20;
/// How large the pieces are that a file is sent to a bucket in: S3 takes none smaller but the last.
const SENT: usize = 5 << 20;
/// So many of them may be on their way at once, each in memory.
const AT_ONCE: usize = 2;

/// Files in a folder or in a bucket.
#[derive(Debug)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    piece: usize,
    /// Where the folder is; none of a bucket.
    folder: Option<PathBuf>,
}

/// A bucket that speaks S3.
#[derive(Debug)]
pub struct Bucket<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it is: a URL; Amazon's by default.
    pub endpoint: Option<&'a str>,
    /// Its region.
    pub region: &'a str,
    /// Whether its name stands in the URL's path, not in the host.
    pub path_style: bool,
    /// The name of the key that signs requests.
    pub access_key: &'a str,
    /// That key.
    pub secret: &'a str,
}

impl Objects {
    /// Files in this folder, which is made when it is not there.
    pub fn folder(path: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(path).map_err(|error| StoreError::Failed(Box::new(error)))?;
        let folder = LocalFileSystem::new_with_prefix(path).map_err(failed)?;
        // What was published is still there after a loss of power; a product's directory goes with its last file.
        let folder = folder.with_fsync(true).with_automatic_cleanup(true);
        Ok(Self { store: Arc::new(folder), piece: WRITTEN, folder: Some(path.to_owned()) })
    }

    /// Files in this bucket.
    pub fn bucket(bucket: &Bucket<'_>) -> Result<Self, StoreError> {
        // The one crypto provider; a second installation changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket.name)
            .with_region(bucket.region)
            .with_virtual_hosted_style_request(!bucket.path_style)
            .with_access_key_id(bucket.access_key)
            .with_secret_access_key(bucket.secret);
        if let Some(endpoint) = bucket.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        Ok(Self { store: Arc::new(builder.build().map_err(failed)?), piece: SENT, folder: None })
    }

    async fn keep(&self, name: &str, mut content: Content) -> Result<(), StoreError> {
        let upload = self.store.put_multipart(&Name::from(name)).await.map_err(failed)?;
        let mut writer = WriteMultipart::new_with_chunk_size(upload, self.piece);
        while let Some(piece) = content.next().await {
            let written = match piece {
                Ok(piece) => {
                    writer.wait_for_capacity(AT_ONCE).await.map(|()| writer.put(piece)).map_err(failed)
                }
                Err(error) => Err(error),
            };
            if let Err(error) = written {
                // What is left behind is a part of nothing; the error is the first one.
                let _ = writer.abort().await;
                return Err(error);
            }
        }
        writer.finish().await.map(|_| ()).map_err(failed)
    }

    /// Parts of files that were never put together are not listed: the bucket's own rules forget those.
    async fn forget_objects(&self, folder: &str, then: Timestamp) -> Result<usize, StoreError> {
        let listed = self.store.list(Some(&Name::from(folder)));
        let old = listed
            .try_filter(|one| std::future::ready(one.last_modified.timestamp_micros() < then.as_micros()));
        let old: Vec<_> = old.try_collect().await.map_err(failed)?;
        for one in &old {
            self.store.delete(&one.location).await.map_err(failed)?;
        }
        Ok(old.len())
    }

    async fn bytes(&self, name: &str, range: Range<u64>) -> Result<Content, StoreError> {
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        let found = self.store.get_opts(&Name::from(name), options).await.map_err(failed)?;
        Ok(found.into_stream().map_err(failed).boxed())
    }
}

impl ReleaseStore for Objects {
    fn put<'a>(&'a self, name: &'a str, content: Content) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.keep(name, content))
    }

    fn read<'a>(&'a self, name: &'a str, range: Range<u64>) -> BoxFuture<'a, Result<Content, StoreError>> {
        Box::pin(self.bytes(name, range))
    }

    fn rename<'a>(&'a self, from: &'a str, to: &'a str) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move { self.store.rename(&Name::from(from), &Name::from(to)).await.map_err(failed) })
    }

    fn forget<'a>(&'a self, folder: &'a str, then: Timestamp) -> BoxFuture<'a, Result<usize, StoreError>> {
        Box::pin(async move {
            match &self.folder {
                Some(root) => forget_files(root.join(folder), then).await,
                None => self.forget_objects(folder, then).await,
            }
        })
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            match self.store.delete(&Name::from(name)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(failed(error)),
            }
        })
    }
}

/// The same in a folder, where what is still written has a name that no listing of the library's tells.
async fn forget_files(folder: PathBuf, then: Timestamp) -> Result<usize, StoreError> {
    let forgotten = tokio::task::spawn_blocking(move || {
        let entries = match std::fs::read_dir(folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
            entries => entries?,
        };
        let mut forgotten = 0;
        for entry in entries {
            let entry = entry?;
            let written = entry.metadata()?.modified()?.duration_since(std::time::UNIX_EPOCH);
            let written = i64::try_from(written.unwrap_or_default().as_micros()).unwrap_or(i64::MAX);
            if written < then.as_micros() {
                std::fs::remove_file(entry.path())?;
                forgotten += 1;
            }
        }
        Ok::<_, std::io::Error>(forgotten)
    });
    let forgotten = forgotten.await.map_err(|error| StoreError::Failed(Box::new(error)))?;
    forgotten.map_err(|error| StoreError::Failed(Box::new(error)))
}

fn failed(error: object_store::Error) -> StoreError {
    StoreError::Failed(Box::new(error))
}
