use keyward_token::PepperId;
use serde::{Deserialize, Serialize};

use crate::config::text;

/// `[peppers]`: which pepper new digests are made under. The peppers themselves are never in a file that
/// a person writes: they are generated into the data directory or come from `KEYWARD_PEPPER_<ID>`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Peppers {
    /// The id of the pepper for new keys; keys under the others still verify. By default the newest.
    #[serde(with = "text::optional")]
    pub current: Option<PepperId>,
}
