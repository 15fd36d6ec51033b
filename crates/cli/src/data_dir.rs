//! The data directory: its lock, its generated secrets, the operator's socket.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use keyward_token::{Entropy, PepperId};

use crate::failure::Failure;

/// A data directory that exists.
#[derive(Debug, Clone)]
pub(crate) struct DataDir(PathBuf);

/// The directory is ours until this is dropped, however the process ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _directory: File,
    _database: Option<File>,
}

const SECRET_BYTES: usize = 32;
const FIRST_PEPPER: &str = "p1";

impl DataDir {
    /// Opens the directory, made with mode 0700 if it is not there.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let secrets = path.join("secrets");
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&secrets);
        made.map_err(|error| {
            Failure::failed(format!("the data directory {} can't be used: {error}", path.display()))
        })?;
        Ok(Self(path.to_owned()))
    }

    /// Where the operator's socket is.
    pub(crate) fn socket(&self) -> PathBuf {
        self.0.join("keyward.sock")
    }

    /// Takes the directory for this process; `None` when another has it.
    ///
    /// A SQLite `database` is taken with it: one that lies elsewhere could be another directory's too, and a change made by the one would
    /// be unknown to the other's cache.
    pub(crate) fn try_lock(&self, database: Option<&Path>) -> Result<Option<Lock>, Failure> {
        let Some(directory) = try_lock(&self.0.join("lock"))? else { return Ok(None) };
        let database = match database {
            None => None,
            Some(file) => {
                let mut path = file.as_os_str().to_owned();
                path.push(".lock");
                let taken = || {
                    format!(
                        "the database {} is in use by a keyward with another data directory",
                        file.display()
                    )
                };
                Some(try_lock(Path::new(&path))?.ok_or_else(|| Failure::failed(taken()))?)
            }
        };
        Ok(Some(Lock { _directory: directory, _database: database }))
    }

    /// The master secret, made if there is none yet.
    pub(crate) fn master(&self, entropy: &dyn Entropy) -> Result<[u8; SECRET_BYTES], Failure> {
        self.secret("master", entropy)
    }

    /// The peppers kept here; with `make_first` a first one is made if there is none.
    pub(crate) fn peppers(
        &self,
        entropy: &dyn Entropy,
        make_first: bool,
    ) -> Result<Vec<(PepperId, [u8; SECRET_BYTES])>, Failure> {
        let directory = self.0.join("secrets");
        let entries = fs::read_dir(&directory)
            .map_err(|error| Failure::failed(format!("{}: {error}", directory.display())))?;
        let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let mut ids: Vec<PepperId> =
            names.filter_map(|name| name.strip_prefix("pepper-")?.parse().ok()).collect();
        if ids.is_empty() && make_first {
            ids.extend(FIRST_PEPPER.parse::<PepperId>());
        }
        ids.into_iter().map(|id| Ok((id.clone(), self.secret(&format!("pepper-{id}"), entropy)?))).collect()
    }

    /// The secret of that name, 32 bytes in hex, made with mode 0600 if it is not there.
    fn secret(&self, name: &str, entropy: &dyn Entropy) -> Result<[u8; SECRET_BYTES], Failure> {
        let path = self.0.join("secrets").join(name);
        let failed = |error: &dyn std::fmt::Display| {
            Failure::failed(format!("the secret {} can't be used: {error}", path.display()))
        };
        match fs::read_to_string(&path) {
            Ok(text) => {
                let mut secret = [0; SECRET_BYTES];
                hex::decode_to_slice(text.trim(), &mut secret)
                    .map_err(|_| failed(&"it must hold 64 hexadecimal digits"))?;
                Ok(secret)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut secret = [0; SECRET_BYTES];
                entropy.fill(&mut secret);
                write_durably(&path, &hex::encode(secret)).map_err(|error| failed(&error))?;
                Ok(secret)
            }
            Err(error) => Err(failed(&error)),
        }
    }
}

/// The file, locked by this process; `None` when another has it.
fn try_lock(path: &Path) -> Result<Option<File>, Failure> {
    let failed = |error: io::Error| Failure::failed(format!("{} can't be locked: {error}", path.display()));
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Whole or not at all, and there after a loss of power: what was sealed under a lost secret is lost.
fn write_durably(path: &Path, text: &str) -> io::Result<()> {
    let draft = path.with_extension("draft");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&draft)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    File::open(path.parent().unwrap_or(path))?.sync_all()
}
