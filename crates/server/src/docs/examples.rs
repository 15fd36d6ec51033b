//! An example of every operation: what to send, in the files of `examples/`, and what was answered to it, in `examples/answers.json`.
//!
//! A new route: add a line to the file of its kind, then run
//! `KEYWARD_RECORD_EXAMPLES=1 cargo test -p keyward --test it -- docs` (which runs every example against a server and writes down the
//! answers that are new or no longer fit the description) and `cargo run -p keyward -- openapi > docs/openapi.json`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{Content, OpenApi, RefOr};

/// How an operation is called.
///
/// `$NAME` in a text stands for something that is known only when the example runs; `"$NAME#"` is the same as a number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The path's parameters.
    #[serde(default)]
    pub path: BTreeMap<String, String>,
    /// The query's.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// Headers beside the credential.
    #[serde(default)]
    pub headers: Map<String, Value>,
    /// The JSON to send.
    pub body: Option<Value>,
    /// Or the fields of a form, as `curl -F` takes them; `@-` stands for what is in [`file`](Self::file).
    #[serde(default)]
    pub form: Vec<String>,
    /// A text to be sent as a file.
    pub file: Option<String>,
    /// The file that the answer is written into, where it is none to read.
    pub output: Option<String>,
    /// The variable that holds the credential, where it is not the usual one of the route.
    #[serde(rename = "as")]
    pub caller: Option<String>,
    /// Operations whose examples must have run just before, because what they made is used up here.
    #[serde(default)]
    pub fresh: Vec<String>,
    /// Variables that the answer gives, with where each stands in it (RFC 6901).
    #[serde(default)]
    pub saves: BTreeMap<String, String>,
    /// What it is answered with.
    pub status: u16,
}

/// What an example was answered with when it was last written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// The status.
    pub status: u16,
    /// The body: JSON, or a text where it is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// In the order in which they run.
const FILES: [&str; 14] = [
    include_str!("examples/status.json"),
    include_str!("examples/keys.json"),
    include_str!("examples/secrets.json"),
    include_str!("examples/roles.json"),
    include_str!("examples/gates.json"),
    include_str!("examples/customers.json"),
    include_str!("examples/events.json"),
    include_str!("examples/webhooks.json"),
    include_str!("examples/auth.json"),
    include_str!("examples/accounts.json"),
    include_str!("examples/operators.json"),
    include_str!("examples/hub.json"),
    include_str!("examples/connections.json"),
    include_str!("examples/audit.json"),
];

/// What nobody's answer gives, and where it is from.
pub const GIVEN: [(&str, &str); 7] = [
    ("KEYWARD_KEY", "an API key of yours; with `serve --dev`, the development key"),
    ("OPERATOR_TOKEN", "the access token of a person with the role `operator`"),
    ("PERSON_ID", "the id of a person of your tenant"),
    ("INVITATION_TOKEN", "the token of the mail that invites"),
    ("VERIFICATION_TOKEN", "the token of the mail to prove an address with"),
    ("DOWNLOAD_TOKEN", "what stands behind `token=` in a download link"),
    ("RESET_TOKEN", "the token of the mail to set a password with"),
];

static EXAMPLES: LazyLock<Vec<(String, Example)>> = LazyLock::new(|| {
    let read = |text: &&str| -> Map<String, Value> { serde_json::from_str(text).expect("examples") };
    let typed = |(operation, value): (String, Value)| {
        let example = Example::deserialize(value).unwrap_or_else(|error| panic!("{operation}: {error}"));
        (operation, example)
    };
    FILES.iter().map(read).flat_map(Map::into_iter).map(typed).collect()
});

static ANSWERS: LazyLock<BTreeMap<String, Recorded>> =
    LazyLock::new(|| serde_json::from_str(include_str!("examples/answers.json")).expect("recorded answers"));

/// Every example by the id of its operation, in an order in which they can run.
pub fn all() -> &'static [(String, Example)] {
    &EXAMPLES
}

/// What each was answered with, by the id of its operation.
pub fn answers() -> &'static BTreeMap<String, Recorded> {
    &ANSWERS
}

/// The example of an operation.
pub(super) fn of(operation: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|(id, _)| id == operation).map(|(_, example)| example)
}

/// The operation whose answer gives a variable, and where it stands there.
pub(super) fn source(variable: &str) -> Option<(&'static str, &'static str)> {
    let gives = |(id, example): &'static (String, Example)| {
        Some((id.as_str(), example.saves.get(variable)?.as_str()))
    };
    EXAMPLES.iter().find_map(gives)
}

/// The variables of a text, in order.
pub(super) fn variables(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for part in text.split('$').skip(1) {
        let end = part.find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'));
        let name = &part[..end.unwrap_or(part.len())];
        if !name.is_empty() && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// Puts every example into the description.
pub(crate) fn describe(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            let Some(id) = operation.operation_id.clone() else { continue };
            request(operation, &id);
            answer(operation, &id);
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().filter_map(|operation| operation.as_mut())
}

fn request(operation: &mut Operation, id: &str) {
    let body = of(id).and_then(|example| example.body.as_ref()).map(filled);
    if let Some(RefOr::T(sent)) = &mut operation.request_body {
        put(sent.content.values_mut(), body.as_ref());
    }
}

fn answer(operation: &mut Operation, id: &str) {
    let Some(recorded) = ANSWERS.get(id) else { return };
    if let Some(RefOr::T(response)) = operation.responses.responses.get_mut(&recorded.status.to_string()) {
        put(response.content.values_mut(), recorded.body.as_ref());
    }
}

/// The example of a body, in each of its media types.
fn put<'a>(contents: impl Iterator<Item = &'a mut RefOr<Content>>, example: Option<&Value>) {
    for content in contents {
        if let RefOr::T(content) = content {
            content.example = example.cloned();
        }
    }
}

/// A body with what its variables were when the answers were written down.
fn filled(value: &Value) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some(name) => recorded(name.trim_end_matches('#')).unwrap_or_else(|| Value::from("…")),
            None => value.clone(),
        },
        Value::Array(items) => items.iter().map(filled).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), filled(value))).collect::<Map<_, _>>().into()
        }
        _ => value.clone(),
    }
}

fn recorded(variable: &str) -> Option<Value> {
    let (operation, pointer) = source(variable)?;
    ANSWERS.get(operation)?.body.as_ref()?.pointer(pointer).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::reference;

    const HOW: &str = "add it to a file in crates/server/src/docs/examples, then follow the doc comment of docs/examples.rs";

    #[test]
    fn every_operation_has_an_example_and_the_answer_to_it() {
        for operation in reference::operations() {
            let id = &operation.id;
            let example = of(id).unwrap_or_else(|| panic!("{id} has no example: {HOW}"));
            let recorded = ANSWERS.get(id.as_str());
            let recorded =
                recorded.unwrap_or_else(|| panic!("the answer to {id} was not written down: {HOW}"));
            assert_eq!(recorded.status, example.status, "{id}: {HOW}");
        }
    }

    #[test]
    fn nothing_else_has_one() {
        for id in EXAMPLES.iter().map(|(id, _)| id).chain(ANSWERS.keys()) {
            assert!(reference::operations().iter().any(|operation| operation.id == *id), "there is no {id}");
        }
        let mut ids: Vec<_> = EXAMPLES.iter().map(|(id, _)| id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), EXAMPLES.len());
    }

    #[test]
    fn every_variable_comes_from_somewhere() {
        for operation in reference::operations() {
            for name in variables(&operation.curl) {
                let known = GIVEN.iter().any(|(given, _)| *given == name) || name == "DATA_DIR";
                assert!(known || source(name).is_some(), "{}: where is ${name} from?", operation.id);
            }
        }
    }

    #[test]
    fn variables_are_found_once_each() {
        assert_eq!(variables("$A/$B_2?x=$A$ $c \"$D\""), ["A", "B_2", "D"]);
    }
}
