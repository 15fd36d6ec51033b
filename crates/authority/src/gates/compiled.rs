//! A gate as requests are asked by it.

use keyward_domain::gates::{Gate, GateLimit, GateQuery, GateSettings, Rule};
use keyward_domain::{Cost, Environment, Id, IdCodec, PermissionQuery, Tenant};
use keyward_gate::NamedLimit;
use keyward_token::Digest;

/// A gate as requests are asked by it: ids written out, rules in order, queries put together.
#[derive(Debug)]
pub struct CompiledGate {
    id: Box<str>,
    name: Box<str>,
    secret: Digest,
    within: (Id<Tenant>, Id<Environment>),
    settings: GateSettings,
    /// What is asked where no rule speaks.
    otherwise: Option<PermissionQuery>,
    /// In the order of precedence; each with what the gate asks and itself.
    rules: Box<[(Rule, Option<PermissionQuery>)]>,
    /// What each key is held to here, as a check names it.
    limits: Box<[NamedLimit]>,
}

impl CompiledGate {
    pub(super) fn new(ids: &IdCodec, gate: Gate) -> Self {
        let mut settings = gate.settings;
        let otherwise = settings.permissions.as_ref().map(|query| query.compiled().clone().numbered());
        let mut rules = std::mem::take(&mut settings.rules);
        rules.sort_by_key(Rule::precedence);
        let with_own = |rule: Rule| {
            let own = rule.permissions.as_ref().map(GateQuery::compiled);
            let both = match (&otherwise, own) {
                (Some(all), Some(own)) => Some(all.and(own).numbered()),
                (None, Some(own)) => Some(own.clone().numbered()),
                (all, None) => all.clone(),
            };
            (rule, both)
        };
        Self {
            id: ids.encode(gate.id).into(),
            name: gate.name.as_str().into(),
            secret: gate.secret,
            within: (gate.tenant, gate.environment),
            rules: rules.into_iter().map(with_own).collect(),
            limits: std::mem::take(&mut settings.limits).into_iter().map(named).collect(),
            settings,
            otherwise,
        }
    }

    /// Whether it is the one that a URL calls so, by id or by name, and whose secret that is.
    pub(super) fn is(&self, called: &str, secret: &Digest) -> bool {
        let named = *self.id == *called || *self.name == *called;
        self.secret.ct_eq(secret) && named
    }

    /// Its secret's digest.
    pub(super) fn secret(&self) -> &Digest {
        &self.secret
    }

    /// Whose keys may pass it.
    pub(super) fn within(&self) -> (Id<Tenant>, Id<Environment>) {
        self.within
    }

    /// What it asks and how it answers, without its rules and limits.
    pub fn settings(&self) -> &GateSettings {
        &self.settings
    }

    /// What a key needs for such a request, and what the request costs.
    pub(super) fn asks(&self, method: &str, path: &str) -> (Option<&PermissionQuery>, Cost) {
        let rule = self.rules.iter().find(|(rule, _)| rule.applies(method, path));
        rule.map_or((self.otherwise.as_ref(), Cost::ONE), |(rule, query)| (query.as_ref(), rule.cost))
    }

    /// What each key is held to here.
    pub(super) fn limits(&self) -> &[NamedLimit] {
        &self.limits
    }
}

fn named(limit: GateLimit) -> NamedLimit {
    NamedLimit { name: limit.name, cost: limit.cost, rule: Some((limit.most, limit.window)) }
}

#[cfg(test)]
mod tests {
    use keyward_domain::{Permissions, Timestamp};

    use super::*;

    fn gate(permissions: Option<&str>, rules: &[(Option<&str>, &str, Option<&str>)]) -> CompiledGate {
        let query = |text: Option<&str>| text.map(|text| text.parse().expect("a query"));
        let rule = |(method, prefix, permissions): &(Option<&str>, &str, Option<&str>)| Rule {
            method: method.map(|text| text.parse().expect("a method")),
            path_prefix: prefix.parse().expect("a path"),
            permissions: query(*permissions),
            cost: Cost::ONE,
        };
        let settings = GateSettings {
            permissions: query(permissions),
            rules: rules.iter().map(rule).collect(),
            ..GateSettings::default()
        };
        let gate = Gate {
            id: Id::new(1),
            tenant: Id::new(1),
            environment: Id::new(1),
            name: "edge".parse().expect("a name"),
            secret: Digest::sha256("a"),
            settings,
            created_at: Timestamp::from_micros(0),
            updated_at: Timestamp::from_micros(0),
        };
        CompiledGate::new(&IdCodec::new([1; 32]), gate)
    }

    fn passes(gate: &CompiledGate, method: &str, path: &str, held: &[&str]) -> bool {
        let held: Permissions = held.iter().map(|text| text.parse().expect("a permission")).collect();
        gate.asks(method, path).0.is_none_or(|query| query.satisfied_by(&held))
    }

    #[test]
    fn a_rule_asks_beside_what_the_gate_asks() {
        let gate = gate(Some("a:read"), &[(None, "/admin", Some("admin:all")), (None, "/open", None)]);
        assert!(passes(&gate, "GET", "/", &["a:read"]));
        assert!(!passes(&gate, "GET", "/", &["admin:all"]));
        assert!(!passes(&gate, "GET", "/admin/x", &["a:read"]));
        assert!(!passes(&gate, "GET", "/admin/x", &["admin:all"]));
        assert!(passes(&gate, "GET", "/admin/x", &["a:read", "admin:all"]));
        assert!(!passes(&gate, "GET", "/open", &[]));
    }

    #[test]
    fn the_most_specific_rule_alone_speaks() {
        let rules = [
            (None, "/", Some("any:thing")),
            (None, "/docs", Some("docs:read")),
            (Some("POST"), "/docs", Some("docs:write")),
            (None, "/docs/public", None),
        ];
        let gate = gate(None, &rules);
        assert!(passes(&gate, "GET", "/docs", &["docs:read"]));
        assert!(!passes(&gate, "POST", "/docs", &["docs:read"]));
        assert!(passes(&gate, "POST", "/docs/a", &["docs:write"]));
        assert!(passes(&gate, "POST", "/docs/public", &[]));
        assert!(!passes(&gate, "GET", "/docs/publicity", &[]));
        assert!(!passes(&gate, "GET", "/other", &["docs:read"]));
    }

    #[test]
    fn is_called_by_id_or_name_with_its_secret() {
        let (gate, good) = (gate(None, &[]), Digest::sha256("a"));
        assert!(gate.is("edge", &good) && gate.is(&gate.id, &good));
        assert!(!gate.is("edges", &good) && !gate.is("edge", &Digest::sha256("b")));
    }
}
