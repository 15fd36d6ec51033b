//! What a gate is to be, from the wire.

use keyward_domain::gates::{Credential, GateLimit, GateQuery, GateSettings, Rule};
use keyward_domain::{Cost, Invalid, LimitName, Name, Units, Window};

/// What a gate is to be. What is absent is as by default.
#[derive(Debug, Clone, Default)]
pub struct GateSpec {
    /// What people and proxies call it: 1 to 255 characters.
    pub name: String,
    /// Headers in which a key may be, in this order.
    pub headers: Option<Vec<String>>,
    /// A query parameter in which a key may be.
    pub query: Option<String>,
    /// A permission query that every key must satisfy.
    pub permissions: Option<String>,
    /// What some requests need beside that.
    pub rules: Vec<RuleSpec>,
    /// What each key is held to.
    pub limits: Vec<LimitSpec>,
    /// `deny` or `allow`.
    pub on_outage: Option<String>,
    /// `standard` or `nginx`.
    pub deny_style: Option<String>,
}

/// A rule to be.
#[derive(Debug, Clone, Default)]
pub struct RuleSpec {
    /// Of which requests; absent: of all.
    pub method: Option<String>,
    /// Where.
    pub path_prefix: String,
    /// A permission query.
    pub permissions: Option<String>,
    /// What such a request takes from credits and limits, 0 to 1,000,000,000; 1 by default.
    pub cost: Option<i64>,
}

/// A limit to be.
#[derive(Debug, Clone, Default)]
pub struct LimitSpec {
    /// By which a key may have numbers of its own.
    pub name: String,
    /// The most units of one key in any stretch of the window, 1 to 4,000,000,000.
    pub limit: i64,
    /// The window, 1 to 31,536,000 seconds.
    pub window_seconds: i64,
    /// What a request takes from it; by default what the request costs.
    pub cost: Option<i64>,
}

impl GateSpec {
    /// The checked parts; problems are named as on the wire.
    pub(super) fn check(&self) -> Result<(Name, GateSettings), Invalid> {
        let mut invalid = Invalid::none();
        let name = invalid.check("name", self.name.parse::<Name>());
        let credential = self.credential(&mut invalid);
        let settings = GateSettings {
            credential,
            permissions: query(&mut invalid, "permissions", self.permissions.as_deref()),
            rules: self.rules(&mut invalid),
            limits: self.limits(&mut invalid),
            on_outage: word(&mut invalid, "on_outage", self.on_outage.as_deref()),
            deny_style: word(&mut invalid, "deny_style", self.deny_style.as_deref()),
        };
        invalid.into_value(name).map(|name| (name, settings))
    }

    fn credential(&self, invalid: &mut Invalid) -> Credential {
        let mut credential = Credential::default();
        if let Some(texts) = &self.headers {
            if texts.len() > Credential::MAX_HEADERS {
                invalid.add(
                    "credential.headers",
                    format_args!("must name at most {} headers", Credential::MAX_HEADERS),
                );
            }
            let each = texts.iter().take(Credential::MAX_HEADERS).enumerate();
            let parsed = each
                .filter_map(|(at, text)| invalid.check(&format!("credential.headers[{at}]"), text.parse()));
            credential.headers = parsed.collect();
        }
        credential.query =
            self.query.as_deref().and_then(|text| invalid.check("credential.query", text.parse()));
        credential
    }

    fn rules(&self, invalid: &mut Invalid) -> Vec<Rule> {
        if self.rules.len() > GateSettings::MAX_RULES {
            invalid.add("rules", format_args!("must be at most {} rules", GateSettings::MAX_RULES));
            return Vec::new();
        }
        let mut rules: Vec<Rule> = Vec::new();
        for (at, spec) in self.rules.iter().enumerate() {
            let field = |name: &str| format!("rules[{at}].{name}");
            let method =
                spec.method.as_deref().and_then(|text| invalid.check(&field("method"), text.parse()));
            let permissions = query(invalid, &field("permissions"), spec.permissions.as_deref());
            let cost = cost(invalid, &field("cost"), spec.cost).unwrap_or(Cost::ONE);
            let Some(path_prefix) = invalid.check(&field("path_prefix"), spec.path_prefix.parse()) else {
                continue;
            };
            let rule = Rule { method, path_prefix, permissions, cost };
            if rules
                .iter()
                .any(|other| (&other.method, &other.path_prefix) == (&rule.method, &rule.path_prefix))
            {
                invalid.add(field("path_prefix"), "and the method are those of an earlier rule");
            }
            rules.push(rule);
        }
        rules
    }

    fn limits(&self, invalid: &mut Invalid) -> Vec<GateLimit> {
        if self.limits.len() > GateSettings::MAX_LIMITS {
            invalid.add("limits", format_args!("must be at most {} limits", GateSettings::MAX_LIMITS));
            return Vec::new();
        }
        let mut limits: Vec<GateLimit> = Vec::new();
        for (at, spec) in self.limits.iter().enumerate() {
            let field = |name: &str| format!("limits[{at}].{name}");
            let name = invalid.check(&field("name"), spec.name.parse::<LimitName>());
            let most = invalid.check(&field("limit"), Units::new(spec.limit));
            let window = invalid.check(&field("window_seconds"), Window::from_seconds(spec.window_seconds));
            let cost = cost(invalid, &field("cost"), spec.cost);
            let (Some(name), Some(most), Some(window)) = (name, most, window) else { continue };
            if limits.iter().any(|other| other.name == name) {
                invalid.add(field("name"), "is that of an earlier limit");
            }
            limits.push(GateLimit { name, most, window, cost });
        }
        limits
    }
}

fn cost(invalid: &mut Invalid, field: &str, number: Option<i64>) -> Option<Cost> {
    invalid.check(field, Cost::new(number?))
}

fn query(invalid: &mut Invalid, field: &str, text: Option<&str>) -> Option<GateQuery> {
    invalid.check(field, text?.parse())
}

fn word<T>(invalid: &mut Invalid, field: &str, text: Option<&str>) -> T
where
    T: Default + std::str::FromStr<Err: std::fmt::Display>,
{
    text.and_then(|text| invalid.check(field, text.parse())).unwrap_or_default()
}
