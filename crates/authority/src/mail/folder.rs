//! A folder of `.eml` files, so that every flow works with nothing installed.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::{Delivery, Mail, Mailer, Undelivered};

/// Writes each mail into a folder of mode 0700, as a file of mode 0600, whole or not at all.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder; made with the first mail.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }
}

impl Mailer for Folder {
    fn deliver<'a>(&'a self, mail: &'a Mail) -> Delivery<'a> {
        Box::pin(async move {
            let bytes = mail.message()?.formatted();
            // Sorted by name is sorted by time. A second attempt takes the place of the first.
            let at = mail.at.to_string().replace([':', '-'], "");
            let path = self.0.join(format!("{at}-{}-{}.eml", mail.kind, mail.id));
            let written = tokio::task::spawn_blocking(move || write(&path, &bytes)).await;
            let failed = |reason: String| Undelivered { permanent: false, reason };
            match written {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(failed(format!("{}: {error}", self.0.display()))),
                Err(error) => Err(failed(error.to_string())),
            }
        })
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let draft = path.with_extension("draft");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    File::open(folder)?.sync_all()
}
