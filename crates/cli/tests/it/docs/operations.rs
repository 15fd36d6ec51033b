//! The reference: the command of every operation, run by `curl` against a development server.

use std::collections::BTreeMap;

use keyward_server::docs::examples::{Example, Recorded, all};
use keyward_server::docs::reference::{Operation, operations};
use keyward_testkit::package;
use reqwest::Method;
use serde_json::{Value, json};

use super::schema::problems;
use super::shell::{BASE, Shell};
use crate::support::{Caller, answer, text};

const ANSWERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../server/src/docs/examples/answers.json");
const HOW: &str = "mend it in crates/server/src/docs/examples, and see the doc comment of crates/server/src/docs/examples.rs";
const PERSON: &str = "grace@example.com";
const PASSWORD: &str = "correct horse battery";

/// Longer texts of signed tokens are of no use to a reader.
const SHOWN: usize = 40;

/// A shell that knows what no example's answer says.
pub(super) async fn prepared() -> Shell {
    let mut shell = Shell::start().await;
    shell.curlrc("write-out = \"\\n%{http_code}\"\n");
    let home = shell.server.home().clone();
    let set = home
        .run_with_input(&["users", "set-password", "dev@keyward.invalid", "--tenant", "Sample"], PASSWORD)
        .await;
    assert_eq!(set.code, Some(0), "{}", set.err);
    let caller = Caller::new(&shell.server, "");
    let body = json!({"email": "dev@keyward.invalid", "password": PASSWORD});
    let signed_in = answer(caller.request(Method::POST, "/v1/auth/login").json(&body)).await;
    let token = text(&signed_in.body["token"]);
    let body = json!({"type": "user", "email": PERSON, "name": "Grace", "roles": ["all_reader"]});
    let invite = caller.request(Method::POST, "/v1/users").bearer_auth(&token).json(&body);
    let invited = answer(invite).await;
    assert_eq!(invited.status, 201, "{}", invited.body);
    for (slug, version) in [("flavor-starter", "2.2.0"), ("erp-core", "1.0.0")] {
        let file = shell.server.home().data().join(format!("{slug}-{version}.zip"));
        std::fs::write(file, package::plugin(slug, version)).expect("a package");
    }
    shell.set("OPERATOR_TOKEN", &token);
    shell.set("PERSON_ID", &text(&invited.body["id"]));
    shell
}

/// The variable whose value is in a mail, with a text that only such a mail has.
const MAILED: [(&str, &str); 3] = [
    ("INVITATION_TOKEN", "/dashboard/accept-invitation"),
    ("VERIFICATION_TOKEN", "/dashboard/verify-email"),
    ("RESET_TOKEN", "/dashboard/reset-password"),
];

/// Takes from the mails what the command needs of them.
async fn read_mail(shell: &mut Shell, command: &str) {
    for (name, link) in MAILED {
        if command.contains(&format!("${name}")) && shell.get(name).is_none() {
            let token = super::mail::token(shell, link).await;
            shell.set(name, &token);
        }
    }
}

/// Runs an operation's command; gives the status and the body.
pub(super) async fn call(shell: &mut Shell, operation: &Operation) -> (u16, String) {
    read_mail(shell, &operation.curl).await;
    let ran = shell.run(&operation.curl).await;
    assert!(ran.well, "{}: {}\n{}", operation.id, ran.err, operation.curl);
    let (body, status) = ran.out.rsplit_once('\n').expect("a status");
    (status.parse().expect("a number"), body.to_owned())
}

/// Takes from an answer what it gives to those after it.
pub(super) fn keep(shell: &mut Shell, example: &Example, body: &Value) {
    for (name, pointer) in &example.saves {
        let value = body.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not in {body}"));
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if let Some((_, token)) = value.split_once("token=") {
            shell.set("DOWNLOAD_TOKEN", token);
        }
        shell.set(name, &value);
    }
}

fn parsed(body: &str, json: bool) -> Option<Value> {
    match body {
        "" => None,
        _ if json => Some(serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))),
        _ => Some(Value::from(body)),
    }
}

/// What the description says of an answer: the media type and the schema, where it has a body.
fn described<'a>(document: &'a Value, operation: &Operation, status: u16) -> Option<(&'a str, &'a Value)> {
    let response =
        &document["paths"][&operation.path][operation.method.to_lowercase()]["responses"][status.to_string()];
    assert!(response.is_object(), "{}: {status} is not described", operation.id);
    let (media, content) = response["content"].as_object()?.iter().next()?;
    Some((media, &content["schema"]))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_of_the_reference_does_what_it_says() {
    let document = serde_json::to_value(keyward_server::document()).expect("JSON");
    let mut shell = prepared().await;
    let mut answers = BTreeMap::new();
    for (id, example) in all() {
        let find = |id: &str| operations().iter().find(|operation| operation.id == *id);
        let operation = find(id).unwrap_or_else(|| panic!("there is no operation {id}: {HOW}"));
        for before in &example.fresh {
            let again = find(before).expect("an operation");
            let (status, body) = call(&mut shell, again).await;
            assert!(status < 300, "{before} before {id}: {status} {body}");
            let (_, example) = all().iter().find(|(id, _)| id == before).expect("its example");
            keep(&mut shell, example, &serde_json::from_str(&body).expect("JSON"));
        }
        let (status, body) = call(&mut shell, operation).await;
        assert_eq!(status, example.status, "{id}: {body}\n{}\n{HOW}", operation.curl);
        // What goes into a file is none to read.
        let described = described(&document, operation, status).filter(|_| example.output.is_none());
        let body = parsed(&body, described.is_some_and(|(media, _)| media == "application/json"));
        assert_eq!(body.is_some(), described.is_some(), "{id}: a body, or none, against the description");
        if let (Some(body), Some((_, schema))) = (&body, described) {
            let found = problems(&document, schema, body);
            assert!(found.is_empty(), "{id}: the answer does not fit its schema: {found:#?}\n{body:#}");
            keep(&mut shell, example, body);
        }
        answers.insert(
            id.clone(),
            Recorded { status, body: body.map(|body| shown(body, &shell.server.url(""))) },
        );
    }
    settle(&document, answers);
}

/// Every answer that is written down fits the description; or, when that is asked for, those that don't are written anew.
fn settle(document: &Value, mut answers: BTreeMap<String, Recorded>) {
    let written = std::fs::read_to_string(ANSWERS).expect("the answers");
    let written: BTreeMap<String, Recorded> = serde_json::from_str(&written).expect("answers");
    let fits = |id: &str, recorded: &Recorded| {
        let operation = operations().iter().find(|operation| operation.id == id);
        let Some((operation, now)) = operation.zip(answers.get(id)) else { return false };
        recorded.status == now.status
            && recorded.body.is_some() == now.body.is_some()
            && match (described(document, operation, now.status), &recorded.body) {
                (Some((_, schema)), Some(body)) => problems(document, schema, body).is_empty(),
                _ => true,
            }
    };
    let (good, bad): (BTreeMap<_, _>, BTreeMap<_, _>) =
        written.into_iter().partition(|(id, recorded)| fits(id, recorded));
    #[expect(clippy::disallowed_methods, reason = "somebody who adds an operation asks for this by hand")]
    let record = std::env::var_os("KEYWARD_RECORD_EXAMPLES").is_some();
    if record {
        answers.extend(good);
        let text = serde_json::to_string_pretty(&answers).expect("JSON");
        std::fs::write(ANSWERS, text + "\n").expect("to write them down");
    } else {
        let missing: Vec<_> = answers.keys().filter(|id| !good.contains_key(*id)).collect();
        assert!(missing.is_empty() && bad.is_empty(), "to be written down anew: {missing:?}: {HOW}");
    }
}

/// An answer as readers see it: what is long and signed is cut, and the server is where it is by default.
fn shown(value: Value, server: &str) -> Value {
    match value {
        Value::String(text) if text.starts_with("eyJ") && text.len() > SHOWN => {
            format!("{}…", &text[..SHOWN]).into()
        }
        Value::String(text) => text.replace(server, BASE).into(),
        Value::Array(items) => items.into_iter().map(|item| shown(item, server)).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name, shown(value, server)));
            Value::Object(fields.collect())
        }
        other => other,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_show_the_commands_that_are_run() {
    let shell = Shell::start().await;
    shell.curlrc("");
    let urls: Vec<_> = operations().iter().map(|one| format!("{BASE}/docs/api/{}.md", one.id)).collect();
    let pages = shell.run(&format!("curl {}", urls.join(" "))).await;
    for operation in operations() {
        let command = operation.curl.replace(BASE, &shell.server.url(""));
        assert!(pages.out.contains(&command), "{}:\n{}", operation.id, pages.err);
    }
}
