//! What an offline token says.

use serde::Serialize;

/// The claims of an offline token (contract hub, B.2). Times are seconds since the Unix epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Claims<'a> {
    /// The issuer: this server's public URL, or `keyward`.
    pub(super) iss: &'a str,
    /// The licence's id.
    pub(super) lid: i64,
    /// SHA-256 of the licence's key, in hexadecimal: a site tells by it that the token is its own key's.
    pub(super) kh: String,
    /// The product's slug.
    pub(super) prd: &'a str,
    /// The tier.
    pub(super) tier: &'a str,
    /// The status when it was made.
    pub(super) sts: &'static str,
    /// What the tier unlocks.
    pub(super) ftr: Vec<&'a str>,
    /// The domain.
    pub(super) dom: &'a str,
    /// The fingerprint that the domain was activated with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fph: Option<&'a str>,
    /// The epoch: once a token of a greater one was seen, those of a smaller one are void.
    pub(super) epc: i64,
    /// When it was made.
    pub(super) iat: i64,
    /// When the site is to ask again.
    pub(super) chk: i64,
    /// Until when it is good.
    pub(super) exp: i64,
    /// Until when a site that reaches nobody may go on.
    pub(super) grc: i64,
    /// What the site sent to be told again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nonce: Option<&'a str>,
}
