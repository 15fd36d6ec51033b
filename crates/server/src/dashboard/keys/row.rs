//! A key as lists show it.

use keyward_authority::Authority;
use keyward_authority::keys::Owned;
use keyward_domain::KeyStatus;

use crate::dashboard::names::{Named, Names};
use crate::dashboard::times::Moment;

/// A key as lists show it.
pub(in crate::dashboard) struct Row {
    pub(in crate::dashboard) id: String,
    pub(in crate::dashboard) name: String,
    pub(in crate::dashboard) display: String,
    pub(in crate::dashboard) owner: Named,
    pub(in crate::dashboard) status: KeyStatus,
    pub(in crate::dashboard) used: Option<Moment>,
    pub(in crate::dashboard) created: Moment,
    pub(in crate::dashboard) expires: Option<Moment>,
    /// Whether it ends within a week.
    pub(in crate::dashboard) soon: bool,
}

const SOON_SECONDS: i64 = 7 * 86_400;

impl Row {
    pub(in crate::dashboard) async fn of(
        authority: &Authority,
        owned: &Owned,
        names: &mut Names<'_>,
    ) -> Self {
        let (key, now) = (&owned.key, authority.now());
        let moment = |time| Moment::new(time, now);
        let status = key.status(now);
        let left = key.expires_at.map(|end| end.as_seconds() - now.as_seconds());
        Self {
            id: authority.ids().encode(key.id),
            name: key.name.to_string(),
            display: key.display.clone(),
            owner: names.of(key.owner, owned.external_id.as_ref()).await,
            status,
            used: key.last_used_at.map(moment),
            created: moment(key.created_at),
            expires: key.expires_at.map(moment),
            soon: status == KeyStatus::Active && left.is_some_and(|left| left < SOON_SECONDS),
        }
    }

    /// The word for it.
    pub(in crate::dashboard) const fn status(&self) -> &'static str {
        self.status.as_str()
    }

    pub(in crate::dashboard) fn is_active(&self) -> bool {
        self.status == KeyStatus::Active
    }

    pub(in crate::dashboard) fn is_disabled(&self) -> bool {
        self.status == KeyStatus::Disabled
    }

    pub(in crate::dashboard) fn is_over(&self) -> bool {
        self.status == KeyStatus::Revoked
    }
}
