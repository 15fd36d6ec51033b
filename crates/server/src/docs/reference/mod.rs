//! The API reference: every operation of the description, as a reader wants it.

mod access;
mod curl;
mod fields;
mod json;
mod operation;
mod prompt;
mod shown;

use std::sync::LazyLock;

use serde_json::Value;

pub(super) use curl::BASE;
pub use fields::Field;
pub use operation::{Answer, Operation, Parameter, Variable};

use crate::v1::access::ROUTES;

/// Operations of one kind.
#[derive(Debug)]
pub(super) struct Group {
    /// Its tag in the description.
    pub(super) tag: String,
    /// What readers see.
    pub(super) title: &'static str,
    /// Which of the APIs it belongs to.
    pub(super) surface: &'static str,
    /// Places in [`operations`].
    pub(super) operations: Vec<usize>,
}

impl Group {
    /// Its operations.
    pub(super) fn all(&self) -> impl Iterator<Item = &'static Operation> {
        self.operations.iter().map(|place| &OPERATIONS[*place])
    }
}

const NATIVE: &str = "Native API";
const HUB: &str = "Licensing hub";
const FLAPJACK: &str = "Flapjack";

/// Tags in the order of the reference: the tag, its title, the API.
const TAGS: [(&str, &str, &str); 19] = [
    ("keys", "Keys", NATIVE),
    ("secrets", "Secrets", NATIVE),
    ("roles", "Roles", NATIVE),
    ("gates", "Gates", NATIVE),
    ("customers", "Customers", NATIVE),
    ("portal", "Portal sessions", NATIVE),
    ("customer portal", "Customer portal", NATIVE),
    ("events", "Events and usage", NATIVE),
    ("webhooks", "Webhooks", NATIVE),
    ("leaks", "Leaked keys", NATIVE),
    ("auth", "Sign-in", NATIVE),
    ("accounts", "People, machines, environments", NATIVE),
    ("audit", "Audit", NATIVE),
    ("operators", "Operators", NATIVE),
    ("status", "Health", NATIVE),
    ("hub", "Accounts, licences, clients", HUB),
    ("licensing", "Sites", HUB),
    ("updates", "Updates", HUB),
    ("flapjack", "Organisation keys", FLAPJACK),
];

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    // The description is ours: it can be written as JSON.
    let document = serde_json::to_value(crate::document()).unwrap_or_default();
    let routes =
        ROUTES.iter().filter_map(|(method, path, access)| Operation::read(&document, method, path, *access));
    let mut all: Vec<_> = routes.collect();
    all.sort_by_key(|operation| rank(&operation.tag));
    all
});

static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let mut groups: Vec<Group> = Vec::new();
    for (place, operation) in OPERATIONS.iter().enumerate() {
        match groups.last_mut() {
            Some(group) if group.tag == operation.tag => group.operations.push(place),
            _ => {
                let known = TAGS.iter().find(|(tag, ..)| *tag == operation.tag);
                let (_, title, surface) = known.copied().unwrap_or(("", "More", NATIVE));
                groups.push(Group { tag: operation.tag.clone(), title, surface, operations: vec![place] });
            }
        }
    }
    groups
});

fn rank(tag: &str) -> usize {
    TAGS.iter().position(|(known, ..)| *known == tag).unwrap_or(TAGS.len())
}

/// Every operation, by its group, and within it in the order of the table of routes.
pub fn operations() -> &'static [Operation] {
    &OPERATIONS
}

/// Their groups.
pub(super) fn groups() -> &'static [Group] {
    &GROUPS
}

/// A part of a JSON document as a text; empty where there is none.
fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_in_the_reference_under_an_id_of_its_own() {
        assert_eq!(operations().len(), ROUTES.len());
        let mut ids: Vec<_> = operations().iter().map(|operation| &operation.id).collect();
        ids.sort();
        let mut once = ids.clone();
        once.dedup();
        assert_eq!(ids, once, "each operation_id may be there once");
    }

    #[test]
    fn every_tag_has_a_title() {
        for operation in operations() {
            assert!(
                rank(&operation.tag) < TAGS.len(),
                "give `{}` a title in docs/reference/mod.rs",
                operation.tag
            );
        }
    }
}
