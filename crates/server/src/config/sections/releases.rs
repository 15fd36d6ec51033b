use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::config::values::{Label, PublicUrl, StoreKind};

/// `[releases]`: where the files of releases lie. The secret of a bucket is never in a file of this kind: it comes from
/// `KEYWARD_RELEASES_S3_SECRET` or a file of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Releases {
    /// `folder` or `s3`. Default `folder`.
    pub store: StoreKind,
    /// The folder. By default `releases` in the data directory.
    pub folder: Option<PathBuf>,
    /// The bucket's name.
    pub s3_bucket: Option<Label>,
    /// Where the bucket is. By default Amazon's.
    pub s3_endpoint: Option<PublicUrl>,
    /// The bucket's region. Default `us-east-1`.
    pub s3_region: Label,
    /// Whether the bucket's name stands in the URL's path, not in the host. Default `false`.
    pub s3_path_style: bool,
    /// The name of the key that signs requests.
    pub s3_access_key: Option<Label>,
    /// The file that holds the secret of that key, where the environment does not.
    pub s3_secret_file: Option<PathBuf>,
}

impl Default for Releases {
    fn default() -> Self {
        Self {
            store: StoreKind::Folder,
            folder: None,
            s3_bucket: None,
            s3_endpoint: None,
            s3_region: "us-east-1".parse().expect("a region"),
            s3_path_style: false,
            s3_access_key: None,
            s3_secret_file: None,
        }
    }
}
