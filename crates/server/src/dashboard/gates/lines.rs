//! The lines of a gate's form: a rule or a limit each, as they were typed.

use keyward_authority::gates::{LimitSpec, RuleSpec};
use keyward_domain::Cost;
use keyward_domain::gates::{GateLimit, Rule};

use crate::dashboard::form::Fields;
use crate::dashboard::problem::Faults;

/// A line that was typed: the name of each of its fields, and what is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line([String; 4]);

/// What the lines of a kind are called in a form, and in what is wrong with them.
pub(super) struct Kind {
    /// As in the operation's input.
    pub(super) list: &'static str,
    /// How a form calls the fields of a line, and how the operation does.
    pub(super) fields: [(&'static str, &'static str); 4],
}

/// Rules: of which requests, and what those need.
pub(super) const RULES: Kind = Kind {
    list: "rules",
    fields: [
        ("rule_method", "method"),
        ("rule_path", "path_prefix"),
        ("rule_permissions", "permissions"),
        ("rule_cost", "cost"),
    ],
};

/// Limits: how much of what in which time.
pub(super) const LIMITS: Kind = Kind {
    list: "limits",
    fields: [
        ("limit_name", "name"),
        ("limit_most", "limit"),
        ("limit_seconds", "window_seconds"),
        ("limit_cost", "cost"),
    ],
};

impl Kind {
    /// The lines that a form sent, without those in which nothing was typed.
    pub(super) fn sent(&self, sent: &Fields) -> Vec<Line> {
        let columns = self.fields.map(|(name, _)| sent.all(name));
        let count = columns.iter().map(Vec::len).max().unwrap_or_default();
        let cell = |column: &Vec<String>, at: usize| column.get(at).map_or("", |text| text.trim()).to_owned();
        let line = |at| Line(columns.each_ref().map(|column| cell(column, at)));
        (0..count).map(line).filter(|line| *line != Line::default()).collect()
    }

    /// Every field of the lines up to `count`, as what is wrong names it.
    pub(super) fn named(&self, count: usize) -> impl Iterator<Item = String> {
        let (list, fields) = (self.list, self.fields);
        (0..count).flat_map(move |at| fields.map(|(_, field)| format!("{list}[{at}].{field}")))
    }
}

impl Line {
    /// A rule that there is.
    pub(super) fn of_rule(rule: &Rule) -> Self {
        Self([
            rule.method.as_ref().map(|method| method.as_str().to_owned()).unwrap_or_default(),
            rule.path_prefix.as_str().to_owned(),
            rule.permissions.as_ref().map(|query| query.as_str().to_owned()).unwrap_or_default(),
            if rule.cost == Cost::ONE { String::new() } else { rule.cost.get().to_string() },
        ])
    }

    /// A limit that there is.
    pub(super) fn of_limit(limit: &GateLimit) -> Self {
        Self([
            limit.name.to_string(),
            limit.most.get().to_string(),
            limit.window.as_seconds().to_string(),
            limit.cost.map(|cost| cost.get().to_string()).unwrap_or_default(),
        ])
    }

    /// What is in a field.
    pub(super) fn cell(&self, at: usize) -> &str {
        &self.0[at]
    }

    pub(super) fn rule(&self, at: usize, faults: &mut Faults) -> RuleSpec {
        let [method, path, permissions, cost] = &self.0;
        RuleSpec {
            method: filled(&method.to_ascii_uppercase()),
            path_prefix: path.clone(),
            permissions: filled(permissions),
            cost: number(cost, || format!("rules[{at}].cost"), faults),
        }
    }

    pub(super) fn limit(&self, at: usize, faults: &mut Faults) -> LimitSpec {
        let [name, most, seconds, cost] = &self.0;
        let mut needed = |text: &str, field: &str| {
            let field = || format!("limits[{at}].{field}");
            if text.is_empty() {
                faults.add(field(), "is required");
            }
            number(text, field, faults).unwrap_or_default()
        };
        let (limit, window_seconds) = (needed(most, "limit"), needed(seconds, "window_seconds"));
        let cost = number(cost, || format!("limits[{at}].cost"), faults);
        LimitSpec { name: name.clone(), limit, window_seconds, cost }
    }
}

fn filled(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

fn number(text: &str, field: impl FnOnce() -> String, faults: &mut Faults) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    let number = text.parse().ok();
    if number.is_none() {
        faults.add(field(), "must be a whole number");
    }
    number
}
