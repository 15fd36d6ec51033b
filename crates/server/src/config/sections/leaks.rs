use std::collections::BTreeMap;
use std::path::PathBuf;

use keyward_authority::leaks::LeakPolicy;
use keyward_token::FormatName;
use serde::{Deserialize, Serialize};

use crate::config::text::keyed;
use crate::config::values::{JwksUrl, OnLeak};

/// `[leaks]`: what is done about keys that were found where others can read them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Leaks {
    /// Where GitHub publishes the keys that its reports are signed with: `https://api.github.com/meta/public_keys/secret_scanning`. By
    /// default no report is taken.
    pub github_keys_url: Option<JwksUrl>,
    /// A file with the same, where there is no way to GitHub.
    pub github_keys_file: Option<PathBuf>,
    /// What is done beside telling the owner: `notify` (nothing), `disable` or `revoke`. Default `notify`.
    pub action: OnLeak,
    /// The same for keys of one format, by its name.
    #[serde(with = "keyed")]
    pub formats: BTreeMap<FormatName, OnLeak>,
}

impl Default for Leaks {
    fn default() -> Self {
        Self {
            github_keys_url: None,
            github_keys_file: None,
            action: "notify".parse().expect("an action"),
            formats: BTreeMap::new(),
        }
    }
}

impl Leaks {
    /// What of it the operations go by.
    pub fn policy(&self) -> LeakPolicy {
        let by_format = self.formats.iter().map(|(name, action)| (name.to_string(), action.0));
        LeakPolicy { otherwise: self.action.0, by_format: by_format.collect() }
    }
}
