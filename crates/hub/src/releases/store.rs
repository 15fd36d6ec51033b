//! Where the files of releases lie.

use std::fmt::Debug;
use std::ops::Range;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use keyward_domain::Timestamp;

/// A file on its way: its pieces, in order.
pub type Content = BoxStream<'static, Result<Bytes, StoreError>>;

/// Keeps files by name. A folder and a bucket are two of them; each is put in by whoever puts the server together.
pub trait ReleaseStore: Debug + Send + Sync {
    /// Keeps a file of that name. When `content` breaks off, or anything else goes wrong, nothing of it is kept.
    fn put<'a>(&'a self, name: &'a str, content: Content) -> BoxFuture<'a, Result<(), StoreError>>;

    /// These bytes of the file, as they are read.
    fn read<'a>(&'a self, name: &'a str, range: Range<u64>) -> BoxFuture<'a, Result<Content, StoreError>>;

    /// Gives the file another name. A crash leaves it under one of the two.
    fn rename<'a>(&'a self, from: &'a str, to: &'a str) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Forgets what lies below `folder` and was not written to since then, parts of files that broke off included. How much it was.
    fn forget<'a>(&'a self, folder: &'a str, then: Timestamp) -> BoxFuture<'a, Result<usize, StoreError>>;

    /// Forgets the file, if there is one.
    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// Why a file could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What was to be kept broke off.
    #[error("the content broke off: {0}")]
    BrokenOff(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was to be kept is longer than it may be.
    #[error("the content is longer than {0} bytes")]
    TooLong(u64),
    /// The store can't be reached or can't work now.
    #[error("the store of releases failed: {0}")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}
