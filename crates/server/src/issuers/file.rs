//! A JWKS in a file.

use std::path::{Path, PathBuf};

use keyward_authority::identities::{KeyFetch, KeySource};
use tokio::io::AsyncReadExt as _;

use super::{MAX_BYTES, TOO_LONG};

pub(crate) struct FileKeys(PathBuf);

impl FileKeys {
    /// Read when somebody first asks.
    pub(crate) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Refused when the file can't be read now: it was mistyped, most likely.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        match std::fs::File::open(path) {
            Ok(_) => Ok(Self(path.to_owned())),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }
}

impl KeySource for FileKeys {
    fn fetch(&self) -> KeyFetch {
        let path = self.0.clone();
        Box::pin(async move { read(&path).await.map_err(|reason| format!("{}: {reason}", path.display())) })
    }
}

async fn read(path: &Path) -> Result<Vec<u8>, String> {
    let file = tokio::fs::File::open(path).await.map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let read = file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).await;
    match read.map_err(|error| error.to_string())? {
        length if length > MAX_BYTES => Err(TOO_LONG.to_owned()),
        _ => Ok(bytes),
    }
}
