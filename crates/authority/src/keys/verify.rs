//! Ask whether a presented key may pass.

use std::net::IpAddr;
use std::sync::Arc;

use keyward_domain::{Cost, Invalid, LimitName, PermissionQuery, Units, Window};
use keyward_gate::{Answer, Ask, CheckError, Meter, NamedLimit};

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
    /// What it costs, 0 to 1,000,000,000: taken from the credits and from each limit if the key may pass. 1 by default; 0 only looks.
    pub cost: Option<i64>,
    /// The limits that it takes from beside the key's automatic ones.
    pub limits: &'a [AskedLimit<'a>],
}

/// A limit that a check names: one of the key's, or, with its numbers, one of the asker's own.
#[derive(Debug, Clone, Copy, Default)]
pub struct AskedLimit<'a> {
    /// Its name.
    pub name: &'a str,
    /// What is taken from it; by default what the check costs.
    pub cost: Option<i64>,
    /// The most units in any stretch of the window.
    pub limit: Option<i64>,
    /// The window in seconds.
    pub window_seconds: Option<i64>,
}

/// The most limits that a check may name.
const MAX_NAMED: usize = 20;

/// Checks a key of the actor's tenant and environment; to the asker no other exists. What was found is handed to `then`.
pub async fn verify<R>(
    authority: &Authority,
    actor: &Actor,
    input: VerifyKey<'_>,
    then: impl Fn(Answer<'_>) -> R,
) -> Result<R, Error> {
    actor.may_read(needs::KEY_VERIFY)?;
    let environment = actor.environment()?;
    let read = Read::of(authority, &input)?;
    let ask = Ask {
        now: authority.now(),
        address: read.address,
        query: read.query.as_deref(),
        within: Some((actor.tenant, environment)),
        private_only: false,
        meter: Some(Meter { cost: read.cost, named: &read.named }),
    };
    let told = authority.gate().check_with(input.key, &ask, then).await;
    told.map_err(Error::from)
}

impl From<CheckError> for Error {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Unavailable(outage) => outage.into(),
            CheckError::UnknownLimit(index) => Invalid::one(
                format!("limits[{index}].name"),
                "is no limit of this key: say its limit and window_seconds",
            )
            .into(),
            CheckError::TooManyLimits(index) => Invalid::one(
                format!("limits[{index}].name"),
                "is one too many: checks have made up 200 limits for this key that are in use",
            )
            .into(),
        }
    }
}

/// A question whose fields are in order.
pub(super) struct Read {
    pub(super) query: Option<Arc<PermissionQuery>>,
    pub(super) address: Option<IpAddr>,
    pub(super) cost: Cost,
    pub(super) named: Vec<NamedLimit>,
}

impl Read {
    pub(super) fn of(authority: &Authority, input: &VerifyKey<'_>) -> Result<Self, Invalid> {
        let mut invalid = Invalid::none();
        let compiled = |text| invalid.check("permissions", authority.queries.compiled(text));
        let query = input.permissions.and_then(compiled);
        let address = input.ip.and_then(|text| {
            invalid.check("ip", text.parse::<IpAddr>().map_err(|_| "must be an IP address"))
        });
        let cost = input.cost.and_then(|cost| invalid.check("cost", Cost::new(cost))).unwrap_or(Cost::ONE);
        let named = named(&mut invalid, input.limits);
        invalid.into_result().map(|()| Self { query, address, cost, named })
    }
}

fn named(invalid: &mut Invalid, asked: &[AskedLimit<'_>]) -> Vec<NamedLimit> {
    let mut named: Vec<NamedLimit> = Vec::new();
    if asked.len() > MAX_NAMED {
        invalid.add("limits", format_args!("must name at most {MAX_NAMED} limits"));
        return named;
    }
    for (index, limit) in asked.iter().enumerate() {
        let at = |field: &str| format!("limits[{index}].{field}");
        let name = invalid.check(&at("name"), limit.name.parse::<LimitName>());
        let cost = limit.cost.and_then(|cost| invalid.check(&at("cost"), Cost::new(cost)));
        let most = limit.limit.and_then(|most| invalid.check(&at("limit"), Units::new(most)));
        let window = limit
            .window_seconds
            .and_then(|seconds| invalid.check(&at("window_seconds"), Window::from_seconds(seconds)));
        match (limit.limit, limit.window_seconds) {
            (Some(_), None) => invalid.add(at("window_seconds"), "is required beside a limit"),
            (None, Some(_)) => invalid.add(at("limit"), "is required beside a window"),
            _ => {}
        }
        let Some(name) = name else { continue };
        if named.iter().any(|earlier| earlier.name == name) {
            invalid.add(at("name"), "is named twice");
        }
        named.push(NamedLimit { name, cost, rule: most.zip(window) });
    }
    named
}
