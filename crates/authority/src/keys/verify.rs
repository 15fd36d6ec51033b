//! Ask whether a presented key may pass.

use std::net::IpAddr;

use keyward_domain::{Invalid, PermissionQuery};
use keyward_gate::{Ask, Verdict};

use crate::{Actor, Authority, Error, needs};

/// The question.
#[derive(Debug, Clone, Copy, Default)]
pub struct VerifyKey<'a> {
    /// The presented text.
    pub key: &'a str,
    /// A permission query that the key must satisfy.
    pub permissions: Option<&'a str>,
    /// Where the use comes from.
    pub ip: Option<&'a str>,
}

/// Checks a key of the actor's tenant and environment; to the asker no other exists.
pub async fn verify(authority: &Authority, actor: &Actor, input: VerifyKey<'_>) -> Result<Verdict, Error> {
    actor.may_read(needs::KEY_VERIFY)?;
    let environment = actor.environment()?;
    let mut invalid = Invalid::none();
    let query =
        input.permissions.and_then(|text| invalid.check("permissions", text.parse::<PermissionQuery>()));
    let address = input
        .ip
        .and_then(|text| invalid.check("ip", text.parse::<IpAddr>().map_err(|_| "must be an IP address")));
    invalid.into_result()?;
    let ask = Ask {
        now: authority.now(),
        address,
        query: query.as_ref(),
        within: Some((actor.tenant, environment)),
    };
    Ok(authority.gate().check(input.key, &ask).await?)
}
