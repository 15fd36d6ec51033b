//! Files that come with a message, none of which is trusted.

use std::fmt;

use crate::{Entity, Id};

/// The most files of one message (contract hub, B.10).
pub const MAX_FILES: usize = 5;
/// The most bytes of one file: 10 MiB (contract hub, B.10).
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;

/// A file of a message, without what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: Id<Attachment>,
    /// What it is called.
    pub name: FileName,
    /// What its sender says that it is.
    pub media_type: MediaType,
    /// Its bytes.
    pub size: u64,
}

impl Entity for Attachment {
    const PREFIX: &'static str = "attachment";
}

/// Why files can't come with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AttachmentRefusal {
    /// More than [`MAX_FILES`].
    #[error("A message may have at most 5 files")]
    TooMany,
    /// One of more than [`MAX_FILE_BYTES`].
    #[error("A file may have at most 10 MiB")]
    TooLarge,
}

/// Lets files of these sizes, in bytes, come with one message.
pub fn admit(sizes: impl IntoIterator<Item = usize>) -> Result<(), AttachmentRefusal> {
    let mut count = 0;
    for size in sizes {
        count += 1;
        if count > MAX_FILES {
            return Err(AttachmentRefusal::TooMany);
        }
        if size > MAX_FILE_BYTES {
            return Err(AttachmentRefusal::TooLarge);
        }
    }
    Ok(())
}

/// The name of a file and no path: 1 to 255 characters that can be seen, as they were sent otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    const MAX_CHARS: usize = 255;

    /// What is left of a name that somebody sent: nothing before the last slash of either kind, no control character, none that turns the
    /// direction of writing (so that `exe.pdf` is not read where `fdp.exe` stands), no white space at its ends.
    pub fn cleaned(sent: &str) -> Self {
        let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
        let kept: String = last.chars().filter(|c| !c.is_control() && !turns(*c)).collect();
        let kept: String = kept.trim().chars().take(Self::MAX_CHARS).collect();
        let kept = kept.trim_end();
        let nothing = kept.chars().all(|c| c == '.');
        Self(if nothing { "file".to_owned() } else { kept.to_owned() })
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Unicode's marks and overrides of direction.
const fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A media type without parameters, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaType(String);

/// What no browser runs, wherever it comes from.
const HARMLESS: [&str; 7] = [
    "application/pdf",
    "application/zip",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/plain",
];

impl MediaType {
    /// What nothing is known of (RFC 2046, 4.5.1).
    pub const UNKNOWN: &'static str = "application/octet-stream";
    const MAX_BYTES: usize = 127;

    /// The type that somebody sent, if it is one (RFC 9110, 8.3.1); else what nothing is known of.
    pub fn cleaned(sent: Option<&str>) -> Self {
        let essence = sent.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        let part = |text: &str| {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b);
            !text.is_empty() && text.bytes().all(plain)
        };
        let is_one = essence.split_once('/').is_some_and(|(kind, of)| part(kind) && part(of));
        if is_one && essence.len() <= Self::MAX_BYTES {
            Self(essence.to_ascii_lowercase())
        } else {
            Self(Self::UNKNOWN.to_owned())
        }
    }

    /// What it was said to be.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is handed out as: what it was said to be where no browser would run that, and else what nothing is known of.
    pub fn served(&self) -> &str {
        if HARMLESS.contains(&self.as_str()) { self.as_str() } else { Self::UNKNOWN }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_no_path() {
        for (sent, name) in [
            ("shot.png", "shot.png"),
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\you\shot 1.png", "shot 1.png"),
            ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
            ("\u{202e}fdp.exe", "fdp.exe"),
            (" Größe.pdf ", "Größe.pdf"),
            ("", "file"),
            ("/", "file"),
            ("..", "file"),
            ("a/..", "file"),
        ] {
            assert_eq!(FileName::cleaned(sent).as_str(), name, "{sent:?}");
        }
        assert_eq!(FileName::cleaned(&"é".repeat(300)).as_str().chars().count(), 255);
    }

    #[test]
    fn only_what_is_harmless_is_served_as_what_it_is() {
        let served = |sent| MediaType::cleaned(Some(sent)).served().to_owned();
        assert_eq!(served("image/PNG"), "image/png");
        assert_eq!(served("text/plain; charset=utf-8"), "text/plain");
        for bad in ["text/html", "image/svg+xml", "application/javascript", "", "png", "a/b/c", "a/\"b"] {
            assert_eq!(served(bad), MediaType::UNKNOWN, "{bad}");
        }
        assert_eq!(MediaType::cleaned(Some("text/html")).as_str(), "text/html");
        assert_eq!(MediaType::cleaned(None).as_str(), MediaType::UNKNOWN);
    }

    #[test]
    fn five_files_of_ten_mebibytes() {
        assert_eq!(admit([MAX_FILE_BYTES; 5]), Ok(()));
        assert_eq!(admit([0; 6]), Err(AttachmentRefusal::TooMany));
        assert_eq!(admit([1, MAX_FILE_BYTES + 1]), Err(AttachmentRefusal::TooLarge));
    }

    proptest! {
        #[test]
        fn whatever_was_sent_a_name_is_left_that_cleaning_keeps(sent in any::<String>()) {
            let name = FileName::cleaned(&sent);
            prop_assert!((1..=255).contains(&name.as_str().chars().count()));
            prop_assert!(!name.as_str().contains(['/', '\\', '\0', '\r', '\n']));
            prop_assert_eq!(&FileName::cleaned(name.as_str()), &name);
            prop_assert!(!matches!(name.as_str(), "." | ".."));
        }
    }
}
