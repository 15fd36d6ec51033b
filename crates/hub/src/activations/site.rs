//! What the operations of sites share.

use keyward_authority::Origin;
use keyward_domain::{
    AuditActor, AuditEvent, AuditTarget, DomainLimit, Invalid, License, LicenseKey, Name, Outcome, SiteDomain,
};

use crate::{Error, Hub};

/// How many domains a licence may have, and has, that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slots {
    /// So many it may.
    pub limit: DomainLimit,
    /// So many it has.
    pub used: u64,
}

impl Slots {
    /// How many are left; -1 for as many as there are.
    pub fn left(self) -> i64 {
        self.limit.left(self.used)
    }
}

/// The licence key that a site shows. Whatever is wrong with it, it is unknown.
pub(super) fn key(hub: &Hub, text: &str) -> Result<LicenseKey, Error> {
    hub.keys().read(text).ok_or_else(Error::no_license)
}

pub(super) fn domain(invalid: &mut Invalid, field: &str, text: &str) -> Option<SiteDomain> {
    invalid.check(field, text.parse())
}

/// A text of 1 to 255 characters that a site says of itself; nothing for a blank one.
pub(super) fn text(invalid: &mut Invalid, field: &str, text: Option<&str>) -> Option<String> {
    let text = text.filter(|text| !text.trim().is_empty())?;
    invalid.check(field, text.parse::<Name>()).map(|name| name.to_string())
}

/// What a site did to its licence.
pub(super) fn entry(
    license: &License,
    origin: &Origin,
    action: &'static str,
    domain: &SiteDomain,
) -> AuditEvent {
    AuditEvent {
        actor: AuditActor {
            kind: "license",
            id: license.id.get().to_string(),
            name: license.display.clone(),
            address: origin.address.map(|address| address.to_string()),
            request_id: origin.request_id.clone(),
            user_agent: origin.user_agent.clone(),
        },
        action,
        target: AuditTarget { kind: "license", id: license.id.get(), name: license.display.clone() },
        outcome: Outcome::Done,
        detail: serde_json::json!({"domain": domain.as_str()}).to_string(),
    }
}
