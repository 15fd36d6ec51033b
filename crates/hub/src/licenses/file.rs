//! A licence file: a proof for a site that reaches nobody for long.

use std::time::Duration;

use keyward_authority::Actor;
use keyward_domain::{Invalid, SiteDomain, Timestamp, VerifyCode};
use keyward_storage::activations;
use serde_json::json;

use super::Work;
use crate::tokens::{Place, Term, proof};
use crate::updates::{entitled, refused, weigh};
use crate::{Error, Hub, needs};

/// The most days that a file may be good (contract hub, B.2).
pub const MAX_DAYS: u32 = 366;

const DAY: Duration = Duration::from_hours(24);

/// The same in time: the keys of files are published for as long.
pub(crate) const MAX_LIFE: Duration = Duration::from_hours(24 * MAX_DAYS as u64);
const LABEL: &str = "LICENSE FILE";
/// So many characters a line, as in RFC 7468.
const LINE: usize = 64;

/// A licence file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseFile {
    /// The armoured text: the lines between the first and the last, put together, are a JWS with an offline token's claims.
    pub text: String,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// Writes a file for a domain on which a licence of the actor's account is active, good for 1 to 366 days and never past the end of the
/// licence's grace. Who has it needs nobody to believe it, so that a revocation reaches it only where somebody asks.
pub async fn file(hub: &Hub, actor: &Actor, id: i64, domain: &str, days: u32) -> Result<LicenseFile, Error> {
    actor.may_write(needs::LICENSE_WRITE)?;
    let mut invalid = Invalid::none();
    let domain = invalid.check("domain", domain.parse::<SiteDomain>());
    if days == 0 || days > MAX_DAYS {
        invalid.add("days", format_args!("must be 1 to {MAX_DAYS}, not {days}"));
    }
    let domain = invalid.into_value(domain)?;
    // With no transaction open: it may write a new one.
    let signing = hub.signer().key(hub.authority()).await?;
    let mut work = Work::begin(hub, actor).await?;
    let found = work.find(id).await?;
    let key = hub.open(&found)?;
    let activation = activations::find(&work.tx, found.license.id, &domain).await?;
    let may = entitled(weigh(hub, &work.tx, found.license, activation, None).await?)?;
    // What has ended keeps its old releases, and proves nothing any more.
    if !may.valid {
        return Err(refused(VerifyCode::Expired));
    }
    let site = Place {
        key: &key,
        license: &may.license,
        product: &may.product,
        tier: &may.tier,
        activation: &may.activation,
    };
    let term = Term::file(hub, &may.license, days * DAY, work.now);
    let proof = proof(hub, &signing, site, None, term, work.now)?;
    let detail = json!({"domain": domain.as_str(), "expires_at": proof.expires_at.to_string()});
    work.note(&may.license, "license.file", &detail);
    work.written().await?.commit().await?;
    Ok(LicenseFile { text: armoured(&proof.token), expires_at: proof.expires_at })
}

/// A text between two lines that say what it is, broken into lines (RFC 7468, with a JWS for its base64).
fn armoured(token: &str) -> String {
    let lines = token.as_bytes().chunks(LINE).map(|line| String::from_utf8_lossy(line) + "\n");
    format!("-----BEGIN {LABEL}-----\n{}-----END {LABEL}-----\n", lines.collect::<String>())
}
