use std::fmt;
use std::str::FromStr;

use crate::config::text::text_value;

/// What keeps the files of releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// A folder.
    Folder,
    /// A bucket that speaks S3.
    S3,
}

impl FromStr for StoreKind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "folder" => Ok(Self::Folder),
            "s3" => Ok(Self::S3),
            _ => Err("must be folder or s3"),
        }
    }
}

impl fmt::Display for StoreKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder => "folder",
            Self::S3 => "s3",
        })
    }
}

text_value!(StoreKind);
