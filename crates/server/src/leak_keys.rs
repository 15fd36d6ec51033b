//! Where the public keys of GitHub's secret scanning are.

use std::sync::Arc;
use std::time::Duration;

use keyward_authority::identities::KeySource;
use keyward_authority::leaks::PublicKeys;

use crate::config::Config;
use crate::issuers::{FileKeys, HttpKeys};

const FETCH_WITHIN: Duration = Duration::from_secs(10);

/// The keys, from where the configuration says; `None` where it says nothing: then no report is taken.
pub(crate) fn leak_keys(config: &Config) -> Option<PublicKeys> {
    let source: Arc<dyn KeySource> = match (&config.leaks.github_keys_url, &config.leaks.github_keys_file) {
        (Some(url), _) => match HttpKeys::new(url, FETCH_WITHIN) {
            Ok(keys) => Arc::new(keys),
            Err(reason) => {
                tracing::error!(reason, "GitHub's public keys can't be fetched: no report is taken");
                return None;
            }
        },
        (None, Some(path)) => Arc::new(FileKeys::new(path)),
        (None, None) => return None,
    };
    Some(PublicKeys::new(source))
}
