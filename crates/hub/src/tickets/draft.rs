//! A message to be, as the wire sends it.

use keyward_domain::ticket::{self, AttachmentRefusal, FileName, MediaType};
use keyward_storage::ticket_messages::NewFile;

use crate::Error;
use crate::error::RefusalKind;

/// A message to be.
#[derive(Debug, Default)]
pub struct Draft {
    /// What it says: 1 to 20,000 characters.
    pub message: String,
    /// What comes with it: at most 5 files.
    pub files: Vec<SentFile>,
}

/// A file as it was sent.
#[derive(Debug)]
pub struct SentFile {
    /// What its sender calls it.
    pub name: String,
    /// What its sender says that it is.
    pub media_type: Option<String>,
    /// What is in it: at most 10 MiB.
    pub content: Vec<u8>,
}

/// The files as they are kept.
pub(super) fn admitted(files: Vec<SentFile>) -> Result<Vec<NewFile>, Error> {
    ticket::admit(files.iter().map(|file| file.content.len()))?;
    let kept = |file: SentFile| NewFile {
        name: FileName::cleaned(&file.name),
        media_type: MediaType::cleaned(file.media_type.as_deref()),
        content: file.content,
    };
    Ok(files.into_iter().map(kept).collect())
}

impl From<AttachmentRefusal> for Error {
    fn from(refusal: AttachmentRefusal) -> Self {
        let code = match refusal {
            AttachmentRefusal::TooMany => "too_many_attachments",
            AttachmentRefusal::TooLarge => "attachment_too_large",
        };
        Self::refused(RefusalKind::Invalid, code, refusal.to_string())
    }
}
