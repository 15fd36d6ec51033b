//! What a site's licence lets it have.

use keyward_domain::{
    Activation, License, LicenseStatus, Product, SiteDomain, Tier, Timestamp, Verify, VerifyCode,
    verify as decide,
};
use keyward_storage::{Connection, Reader, activations, licenses};

use crate::error::RefusalKind;
use crate::licenses::context;
use crate::{Error, Hub};

/// What a site is told of its licence beside an answer about something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LicenseTold {
    /// Whether the site may go on: see [`VerifyCode::is_valid`].
    pub valid: bool,
    /// A word of [`VerifyCode`], `license_missing` or `license_not_found`.
    pub code: &'static str,
    /// Its status.
    pub status: Option<LicenseStatus>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// A licence where it is active, and up to when it lets the site have what is published.
#[derive(Debug)]
pub(crate) struct Entitled {
    pub(crate) license: License,
    pub(crate) product: Product,
    pub(crate) tier: Tier,
    pub(crate) activation: Activation,
    /// Whether the site may go on; where it may not, the licence has ended, and its grace, too.
    pub(crate) valid: bool,
    /// Only what was published before this: the licence has ended, whatever grace there is (contract hub, B.1 and B.3).
    pub(crate) published_before: Option<Timestamp>,
}

/// What a licence's key and a domain come to.
pub(crate) enum Judged {
    /// No key was sent.
    Missing,
    /// Nobody knows the key.
    Unknown,
    /// The licence gives this site nothing.
    Refused(Box<License>, VerifyCode),
    /// It gives it something.
    Entitled(Box<Entitled>, VerifyCode),
}

/// Looks up what the site's licence lets it have of a product. What is no domain is one where nothing is active.
pub(crate) async fn judge(
    hub: &Hub,
    reader: &Reader<'_>,
    key: Option<&str>,
    domain: Option<&str>,
    product: Option<&str>,
) -> Result<Judged, Error> {
    let Some(key) = key.filter(|key| !key.is_empty()) else { return Ok(Judged::Missing) };
    let Some(key) = hub.keys().read(key) else { return Ok(Judged::Unknown) };
    let Some(found) = licenses::find(reader, &hub.keys().index(&key)).await? else {
        return Ok(Judged::Unknown);
    };
    let license = found.license;
    let domain = domain.and_then(|text| text.parse::<SiteDomain>().ok());
    let activation = match &domain {
        Some(domain) => activations::find(reader, license.id, domain).await?,
        None => None,
    };
    weigh(hub, reader, license, activation, product).await
}

/// The same for a licence and an activation that are known.
pub(crate) async fn weigh(
    hub: &Hub,
    db: &impl Connection,
    license: License,
    activation: Option<Activation>,
    product: Option<&str>,
) -> Result<Judged, Error> {
    let (its_product, tier) = context(db, &license).await?;
    let now = hub.now();
    let code = decide(&Verify {
        facts: &license.facts,
        product: &its_product.slug,
        asked_product: product,
        activation: activation.as_ref().map(|one| (one.counted, None)),
        fingerprint: None,
        limit: tier.domains,
        used: activations::count(db, license.id, true).await?,
        grace: hub.settings().grace,
        now,
    });
    let valid = code.is_valid();
    let Some(activation) = activation.filter(|_| valid || code == VerifyCode::Expired) else {
        return Ok(Judged::Refused(Box::new(license), code));
    };
    let ended = license.facts.status(now) == LicenseStatus::Expired;
    let published_before = ended.then_some(license.facts.expires_at);
    let entitled = Entitled { license, product: its_product, tier, activation, valid, published_before };
    Ok(Judged::Entitled(Box::new(entitled), code))
}

impl Judged {
    /// What the site is told of it.
    pub(crate) fn told(&self, now: Timestamp) -> LicenseTold {
        let unknown = |code| LicenseTold { valid: false, code, status: None, expires_at: None };
        let (license, code) = match self {
            Self::Missing => return unknown("license_missing"),
            Self::Unknown => return unknown("license_not_found"),
            Self::Refused(license, code) => (&**license, code),
            Self::Entitled(entitled, code) => (&entitled.license, code),
        };
        LicenseTold {
            valid: code.is_valid(),
            code: code.as_str(),
            status: Some(license.facts.status(now)),
            expires_at: Some(license.facts.expires_at),
        }
    }

    pub(crate) fn entitled(&self) -> Option<&Entitled> {
        match self {
            Self::Entitled(entitled, _) => Some(entitled),
            _ => None,
        }
    }
}

/// The same, where nothing happens without: what stands against it is the answer.
pub(crate) fn entitled(judged: Judged) -> Result<Entitled, Error> {
    match judged {
        Judged::Entitled(entitled, _) => Ok(*entitled),
        Judged::Missing | Judged::Unknown => Err(Error::no_license()),
        Judged::Refused(_, code) => Err(refused(code)),
    }
}

/// What a site, or who asks for it, is answered where its licence gives it nothing.
pub(crate) fn refused(code: VerifyCode) -> Error {
    let word = match code {
        VerifyCode::ProductMismatch => {
            return Error::refused(RefusalKind::Invalid, code.as_str(), code.detail());
        }
        VerifyCode::Revoked => "license_revoked",
        VerifyCode::Suspended => "license_suspended",
        VerifyCode::LimitExceeded => "license_limit_exceeded",
        VerifyCode::FingerprintMismatch => "license_fingerprint_mismatch",
        VerifyCode::Expired => "license_expired",
        // One that is valid is entitled, so that what is left is this.
        VerifyCode::NotActivated | VerifyCode::Valid | VerifyCode::ValidGrace => "license_not_activated",
    };
    Error::refused(RefusalKind::Forbidden, word, code.detail())
}
