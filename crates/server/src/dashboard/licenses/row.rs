//! A licence as lists show it.

use std::collections::HashMap;

use keyward_domain::{Id, LicenseStatus};
use keyward_hub::clients::get::some;
use keyward_hub::licenses::LicenseView;
use keyward_hub::{Error, RefusalKind};

use crate::App;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Problem;
use crate::dashboard::times::Moment;

const SOON_SECONDS: i64 = 30 * 86_400;

/// A licence as lists show it.
pub(in crate::dashboard) struct Row {
    pub(in crate::dashboard) id: i64,
    /// Its key, for the most part hidden.
    pub(in crate::dashboard) display: String,
    pub(in crate::dashboard) product: String,
    pub(in crate::dashboard) tier: String,
    pub(in crate::dashboard) status: LicenseStatus,
    pub(in crate::dashboard) source: &'static str,
    /// The client's id and name.
    pub(in crate::dashboard) client: Option<(i64, String)>,
    /// Where it is active.
    pub(in crate::dashboard) domains: Vec<String>,
    /// How many of them count, and how many may; -1 for as many as there are.
    pub(in crate::dashboard) used: usize,
    pub(in crate::dashboard) limit: i64,
    pub(in crate::dashboard) expires: Moment,
    /// Whether it is active and ends within a month.
    pub(in crate::dashboard) soon: bool,
}

impl Row {
    pub(in crate::dashboard) fn of(app: &App, view: &LicenseView, clients: &Clients) -> Self {
        let (license, now) = (&view.license, app.authority.now());
        let left = license.facts.expires_at.as_seconds() - now.as_seconds();
        Self {
            id: license.id.get(),
            display: license.display.clone(),
            product: view.product.name.to_string(),
            tier: view.tier.name.to_string(),
            status: view.status,
            source: source(license.source),
            client: license.customer.map(|id| (id.get(), clients.name(id.get()))),
            domains: view.activations.iter().map(|one| one.domain.to_string()).collect(),
            used: view.activations.iter().filter(|one| one.counted).count(),
            limit: view.tier.domains.get(),
            expires: Moment::new(license.facts.expires_at, now),
            soon: view.status == LicenseStatus::Active && left < SOON_SECONDS,
        }
    }

    pub(in crate::dashboard) const fn status(&self) -> &'static str {
        self.status.as_str()
    }

    /// The colour of its status.
    pub(in crate::dashboard) const fn tone(&self) -> &'static str {
        match self.status {
            LicenseStatus::Suspended => "disabled",
            LicenseStatus::Active | LicenseStatus::Expired | LicenseStatus::Revoked => self.status.as_str(),
        }
    }

    /// `1 of 3`, `7, without limit`.
    pub(in crate::dashboard) fn use_of_it(&self) -> String {
        if self.limit < 0 {
            format!("{}, without limit", self.used)
        } else {
            format!("{} of {}", self.used, self.limit)
        }
    }
}

/// Where a licence comes from, in words.
const fn source(source: keyward_domain::LicenseSource) -> &'static str {
    use keyward_domain::LicenseSource::{BulkPack, Commitment, Individual, Nfr};
    match source {
        Individual => "individual",
        BulkPack => "out of a pack",
        Commitment => "commitment",
        Nfr => "not for resale",
    }
}

/// What the clients of some licences are called.
pub(in crate::dashboard) struct Clients(HashMap<i64, String>);

impl Clients {
    /// Those of these licences. Who may not see clients sees their ids.
    pub(in crate::dashboard) async fn of(
        app: &App,
        here: &Here,
        licenses: &[LicenseView],
    ) -> Result<Self, Problem> {
        let mut ids: Vec<_> = licenses.iter().filter_map(|one| one.license.customer).map(Id::get).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(Self(HashMap::new()));
        }
        match some(&app.hub, &here.account(), &ids).await {
            Ok(found) => {
                Ok(Self(found.into_iter().map(|one| (one.id.get(), one.name.to_string())).collect()))
            }
            Err(Error::Authority(keyward_authority::Error::NotPermitted(_))) => Ok(Self(HashMap::new())),
            Err(Error::Refused(refusal)) if refusal.kind == RefusalKind::Forbidden => {
                Ok(Self(HashMap::new()))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn name(&self, id: i64) -> String {
        self.0.get(&id).cloned().unwrap_or_else(|| format!("Client {id}"))
    }
}
