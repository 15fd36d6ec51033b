//! How a site says who it is: by headers, or by the query (contract hub, B.4).

use keyward_hub::components::available::SiteContext;

use crate::hub::Problem;
use crate::hub::fields::{Input, Sent, Text, VERSION};
use crate::hub::who::Site;

/// What stands in the query.
#[derive(Debug, Default)]
pub(crate) struct InQuery {
    license_key: Option<String>,
    domain: Option<String>,
    product: Option<String>,
    version: Option<String>,
}

impl Input for InQuery {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        let license_key = sent.query("license_key", Text::between(0, 255));
        let domain = sent.query("domain", Text::between(0, 2048));
        let product = sent.query("product", Text::between(1, 64));
        let version = sent.query("version", VERSION);
        Some(Self { license_key: license_key?, domain: domain?, product: product?, version: version? })
    }
}

impl InQuery {
    /// The same with what the headers say, which goes first. Without a key nobody knows who asks.
    pub(super) fn context(self, site: Site) -> Result<SiteContext, Problem> {
        let key = site.license_key.or(self.license_key).filter(|key| !key.is_empty());
        Ok(SiteContext {
            license_key: key.ok_or_else(Problem::not_authenticated)?,
            domain: site.domain.or(self.domain).unwrap_or_default(),
            product: self.product,
            version: self.version,
        })
    }
}
