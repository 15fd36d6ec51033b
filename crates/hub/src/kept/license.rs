//! What is kept of a licence: all that a verification reads, and the tokens that it gave lately.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use keyward_domain::{Activation, License, LicenseStatus, Product, SiteDomain, Tier, Timestamp};
use keyward_storage::{activations, licenses};
use keyward_token::Digest;

use super::lock;
use crate::licenses::context;
use crate::tokens::Proof;
use crate::{Error, Hub};

/// One that is active on more domains is asked for in the database each time.
const MOST_SITES: u64 = 200;
/// For so long the same token is given again to who asks again.
const TOLD_FOR: Duration = Duration::from_mins(1);
/// So exactly it is written down when a site last asked.
const SEEN_EVERY: Duration = Duration::from_mins(15);

/// A licence and where it is active.
#[derive(Debug)]
pub(crate) struct Kept {
    whole: Whole,
    sites: HashMap<SiteDomain, Arc<Site>>,
}

/// A licence with what it hangs on.
#[derive(Debug, Clone)]
struct Whole {
    license: Arc<License>,
    product: Arc<Product>,
    tier: Arc<Tier>,
    used: u64,
}

/// What a verification reads.
#[derive(Debug)]
pub(crate) struct Look {
    pub(crate) license: Arc<License>,
    pub(crate) product: Arc<Product>,
    pub(crate) tier: Arc<Tier>,
    /// On how many domains it is active that count.
    pub(crate) used: u64,
    /// Where it is active, of the domain that was asked about alone.
    pub(crate) site: Option<Arc<Site>>,
}

/// A licence where it is active.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) activation: Activation,
    /// When it was last noted that the site asked.
    noted: AtomicI64,
    told: Mutex<Option<Told>>,
}

#[derive(Debug)]
struct Told {
    kid: String,
    status: LicenseStatus,
    at: Timestamp,
    proof: Proof,
}

impl Site {
    fn new(activation: Activation) -> Self {
        let noted = AtomicI64::new(activation.last_seen_at.as_micros());
        Self { activation, noted, told: Mutex::default() }
    }

    /// Whether it is time to note that the site asks; of many at once, one is told so.
    pub(crate) fn is_to_be_noted(&self, now: Timestamp) -> bool {
        let noted = self.noted.load(Ordering::Relaxed);
        let due = now >= Timestamp::from_micros(noted).plus(SEEN_EVERY);
        due && self
            .noted
            .compare_exchange(noted, now.as_micros(), Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    }

    /// The token that was signed with this key for this status a moment ago.
    pub(crate) fn told(&self, kid: &str, status: LicenseStatus, now: Timestamp) -> Option<Proof> {
        let told = lock(&self.told);
        let told = told.as_ref().filter(|told| told.kid == kid && told.status == status)?;
        let fresh = told.at <= now && now < told.at.plus(TOLD_FOR) && now < told.proof.expires_at;
        fresh.then(|| told.proof.clone())
    }

    /// Remembers one.
    pub(crate) fn tell(&self, kid: &str, status: LicenseStatus, proof: &Proof, now: Timestamp) {
        *lock(&self.told) = Some(Told { kid: kid.to_owned(), status, at: now, proof: proof.clone() });
    }
}

impl Kept {
    fn look(&self, domain: &SiteDomain) -> Look {
        self.whole.clone().at(self.sites.get(domain).cloned())
    }
}

impl Whole {
    fn at(self, site: Option<Arc<Site>>) -> Look {
        let Self { license, product, tier, used } = self;
        Look { license, product, tier, used, site }
    }
}

/// The licence whose key is found by this, where it is active on a domain: from memory, or from the database and into memory.
pub(crate) async fn look(hub: &Hub, index: &Digest, domain: &SiteDomain) -> Result<Option<Look>, Error> {
    if let Some(kept) = hub.memory().get(index) {
        return Ok(Some(kept.look(domain)));
    }
    let begun = hub.memory().begin();
    let reader = hub.authority().storage().reader();
    let Some(found) = licenses::find(&reader, index).await? else { return Ok(None) };
    let license = found.license;
    let (product, tier) = context(&reader, &license).await?;
    let (product, tier) = hub.shared().share(product, tier);
    let used = activations::count(&reader, license.id, true).await?;
    let id = license.id;
    let whole = Whole { license: Arc::new(license), product, tier, used };
    if let Some(begun) = begun {
        let sites = activations::first(&reader, id, MOST_SITES + 1).await?;
        if u64::try_from(sites.len()).is_ok_and(|count| count <= MOST_SITES) {
            let used = sites.iter().map(|site| u64::from(site.counted)).sum();
            let sites = sites.into_iter().map(|one| (one.domain.clone(), Arc::new(Site::new(one))));
            let kept = Arc::new(Kept { whole: Whole { used, ..whole }, sites: sites.collect() });
            hub.memory().store(&begun, index, id, Arc::clone(&kept));
            return Ok(Some(kept.look(domain)));
        }
    }
    let site = activations::find(&reader, id, domain).await?;
    Ok(Some(whole.at(site.map(|one| Arc::new(Site::new(one))))))
}
