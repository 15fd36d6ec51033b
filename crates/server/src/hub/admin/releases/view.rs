//! A release as the operator sees it.

use keyward_domain::{Timestamp, Version};
use serde::Serialize;
use utoipa::ToSchema;

/// A release.
#[derive(Serialize, ToSchema)]
pub(crate) struct Release {
    /// Its id.
    id: i64,
    /// Its version.
    #[schema(example = "1.5.0")]
    version: String,
    /// `stable`, `rc`, `beta`, `alpha` or `dev`.
    channel: &'static str,
    /// What is new, as HTML.
    changelog: String,
    /// What people should know before they take it.
    upgrade_notice: Option<String>,
    /// The oldest WordPress that it runs on.
    requires: Option<String>,
    /// The newest WordPress that it was tried on.
    tested: Option<String>,
    /// The oldest PHP that it runs on.
    requires_php: Option<String>,
    /// How many of a hundred sites get it.
    rollout_percent: u8,
    /// Sites get it from this version.
    from_min: Option<String>,
    /// Sites get it up to this version.
    from_max: Option<String>,
    /// Whether sites should take it at once.
    critical: bool,
    /// Whether sites may take it by themselves.
    autoupdate: bool,
    /// Whether a site must go through it on its way to a later one.
    forced: bool,
    /// The length of its file, in bytes.
    size: u64,
    /// The SHA-256 of its file.
    #[schema(example = "sha256:5f2b")]
    checksum: String,
    /// The Ed25519 signature over the SHA-384 of its file, in base64.
    signature: String,
    /// The key that it was signed with: see `/api/v1/updates/keys`.
    signature_keyid: String,
    /// When it was made.
    created_at: String,
    /// When it was published.
    published_at: Option<String>,
    /// When it was taken back.
    yanked_at: Option<String>,
}

impl From<&keyward_domain::Release> for Release {
    fn from(release: &keyward_domain::Release) -> Self {
        let (notes, artifact) = (release.notes.clone(), &release.artifact);
        Self {
            id: release.id.get(),
            version: release.version.to_string(),
            channel: release.channel.as_str(),
            changelog: notes.changelog,
            upgrade_notice: notes.upgrade_notice,
            requires: notes.requires,
            tested: notes.tested,
            requires_php: notes.requires_php,
            rollout_percent: release.rollout.get(),
            from_min: release.from.least.as_ref().map(Version::to_string),
            from_max: release.from.most.as_ref().map(Version::to_string),
            critical: release.critical,
            autoupdate: release.autoupdate,
            forced: release.stop,
            size: artifact.size,
            checksum: format!("sha256:{}", artifact.sha256.to_hex()),
            signature: artifact.signature.clone(),
            signature_keyid: artifact.key_id.clone(),
            created_at: release.created_at.to_string(),
            published_at: release.published_at.as_ref().map(Timestamp::to_string),
            yanked_at: release.yanked_at.as_ref().map(Timestamp::to_string),
        }
    }
}
