//! An example as a command for a shell.

use std::fmt::Write as _;

use serde_json::Value;

use super::access;
use super::json::layout;
use crate::docs::examples::{Example, variables};
use crate::v1::access::Access;

/// Where commands call until it is known where readers reach the server.
pub(crate) const BASE: &str = "http://127.0.0.1:4870";

/// The command that calls an operation as its example says.
pub(super) fn curl(method: &str, path: &str, access: Access, example: &Example) -> String {
    let mut out = String::from("curl");
    let body = example.body.as_ref();
    let sends = body.is_some() || !example.form.is_empty();
    if !(method == "GET" && !sends || method == "POST" && sends) {
        push(&mut out, &format!(" -X {method}"));
    }
    if access == Access::Socket {
        push(&mut out, " --unix-socket \"$DATA_DIR/keyward.sock\"");
    }
    let base = if access == Access::Socket { "http://localhost" } else { BASE };
    push(&mut out, &format!(" \"{base}{}\"", target(path, example)));
    if let Some(variable) = example.caller.as_deref().or_else(|| access::variable(access)) {
        push(&mut out, &format!(" \\\n  -H \"{}\"", access::header(variable)));
    }
    for (name, value) in &example.headers {
        push(&mut out, &format!(" \\\n  -H \"{name}: {}\"", value.as_str().unwrap_or_default()));
    }
    if let Some(body) = body {
        push(&mut out, " \\\n  -H \"Content-Type: application/json\"");
        push(&mut out, &data(body));
    }
    for field in &example.form {
        push(&mut out, &format!(" \\\n  -F \"{field}\""));
    }
    if let Some(file) = &example.output {
        push(&mut out, &format!(" \\\n  --output {file}"));
    }
    if let Some(file) = &example.file {
        push(&mut out, &format!(" <<'FILE'\n{file}\nFILE"));
    }
    out
}

fn push(out: &mut String, text: &str) {
    // Writing to a string does not fail.
    let _ = out.write_str(text);
}

fn target(path: &str, example: &Example) -> String {
    let filled = example
        .path
        .iter()
        .fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), &encoded(value)));
    let query: Vec<_> =
        example.query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    if query.is_empty() { filled } else { format!("{filled}?{}", query.join("&")) }
}

/// RFC 3986; a variable is left to the shell.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~$".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The body: between quotes, or, where the shell has something to fill in, as a here-document.
fn data(body: &Value) -> String {
    let json = layout(body);
    if variables(&json).is_empty() {
        return format!(" \\\n  -d '{}'", json.replace('\'', "'\\''"));
    }
    let escaped = json.replace('\\', "\\\\").replace('`', "\\`");
    format!(" \\\n  -d @- <<JSON\n{}\nJSON", numbers(&escaped))
}

/// Takes the quotes from what is a number: `"$NAME#"`.
fn numbers(json: &str) -> String {
    let mut out = json.to_owned();
    for name in variables(json) {
        out = out.replace(&format!("\"${name}#\""), &format!("${name}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn example(value: Value) -> Example {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_is_known_stands_between_quotes() {
        let example = example(json!({"status": 201, "body": {"name": "Ada's"}}));
        assert_eq!(
            curl("POST", "/v1/keys", Access::AnyKey, &example),
            "curl \"http://127.0.0.1:4870/v1/keys\" \\\n  -H \"X-API-Key: $KEYWARD_KEY\" \\\n  \
             -H \"Content-Type: application/json\" \\\n  -d '{\"name\": \"Ada'\\''s\"}'"
        );
    }

    #[test]
    fn a_form_is_sent_with_its_file() {
        let form = ["message=See the log", "files=@-;filename=log.txt"];
        let example = example(json!({"status": 201, "form": form, "file": "403"}));
        assert_eq!(
            curl("POST", "/v1/x", Access::Open, &example),
            "curl \"http://127.0.0.1:4870/v1/x\" \\\n  -F \"message=See the log\" \\\n  \
             -F \"files=@-;filename=log.txt\" <<'FILE'\n403\nFILE"
        );
    }

    #[test]
    fn what_is_not_is_the_shell_s_to_fill_in() {
        let body = json!({"key": "$API_KEY", "ids": ["$ID#"]});
        let example = example(
            json!({"status": 200, "path": {"id": "$ID"}, "query": {"q": "a b"}, "body": body, "as": "X_TOKEN"}),
        );
        assert_eq!(
            curl("PUT", "/v1/{id}", Access::Open, &example),
            "curl -X PUT \"http://127.0.0.1:4870/v1/$ID?q=a%20b\" \\\n  -H \"Authorization: Bearer $X_TOKEN\" \\\n  \
             -H \"Content-Type: application/json\" \\\n  -d @- <<JSON\n{\"key\": \"$API_KEY\", \"ids\": [$ID]}\nJSON"
        );
    }
}
