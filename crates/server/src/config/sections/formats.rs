use keyward_token::{DigestKind, DisplayRule, Template};
use serde::{Deserialize, Serialize};

use crate::config::text;

/// `[formats.<name>]`: what keys of one format look like and how they are kept. One with a built-in
/// format's name stands in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomFormat {
    /// What a key looks like, as in `acme_{env}_{base62:32}{crc}`.
    #[serde(with = "text::plain")]
    pub template: Template,
    /// What is stored of a key: `sha256` or `hmac-sha256`. Default `sha256`.
    #[serde(with = "text::plain", default = "sha256")]
    pub digest: DigestKind,
    /// What lists show of a key: `ends`, `random:N` or `head:N`. Default `ends`.
    #[serde(with = "text::plain", default = "ends")]
    pub display: DisplayRule,
}

fn sha256() -> DigestKind {
    DigestKind::Sha256
}

fn ends() -> DisplayRule {
    DisplayRule::Ends
}
