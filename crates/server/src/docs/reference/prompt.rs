//! What to tell a coding assistant, so that it can write a call of an operation and knows what to take care of.

use std::fmt::Write as _;

use super::Operation;
use super::fields::Field;

/// Fields of answers that are told once and never again.
const SECRETS: [&str; 7] =
    ["api_key", "gate_secret", "raw_key", "token", "access_token", "refresh_token", "signing_secret"];

pub(super) fn prompt(operation: &Operation) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_prompt(&mut out, operation);
    out
}

fn write_prompt(out: &mut String, operation: &Operation) -> std::fmt::Result {
    let Operation { method, path, title, about, who, .. } = operation;
    writeln!(
        out,
        "# {title}\n\nKeyward, a self-hosted authority for API keys and licences: `{method} {path}`\n"
    )?;
    if !about.is_empty() {
        writeln!(out, "{about}\n")?;
    }
    writeln!(out, "Who may call it: {who}\n")?;
    if !operation.parameters.is_empty() {
        writeln!(out, "## Parameters\n")?;
        for one in &operation.parameters {
            let must = if one.required { ", required" } else { "" };
            writeln!(out, "- `{}` ({}{must}): {}", one.name, one.place, one.about)?;
        }
        writeln!(out)?;
    }
    if operation.has_body {
        writeln!(out, "## Request body (JSON)\n")?;
        write_fields(out, &operation.fields)?;
    }
    writeln!(out, "## Example\n\n```sh\n{}\n```\n", operation.curl)?;
    for variable in &operation.variables {
        writeln!(out, "- `${}`: {}", variable.name, variable.about)?;
    }
    for answer in &operation.answers {
        if answer.example.is_empty() {
            writeln!(out, "\nAnswer {}, without a body.\n", answer.status)?;
        } else {
            writeln!(out, "\nAnswer {}:\n\n```json\n{}\n```\n", answer.status, answer.example)?;
        }
        write_fields(out, &answer.fields)?;
    }
    let told: Vec<_> = told_once(operation).collect();
    if !told.is_empty() {
        let names: Vec<_> = told.iter().map(|name| format!("`{name}`")).collect();
        writeln!(
            out,
            "The answer's {} is a secret and is told this once: keep it in a secret store before anything else, never in a log or in \
             source code. If it is lost, make another and revoke this one.\n",
            names.join(" and ")
        )?;
    }
    if !operation.errors.is_empty() {
        writeln!(out, "## Errors\n\n{}. {}", operation.errors.join(", "), errors_say(path))?;
    }
    Ok(())
}

/// What the body of an error looks like on each surface.
fn errors_say(path: &str) -> &'static str {
    if path.starts_with("/api/v1") {
        "The body is `{\"detail\", \"code\"}`; with 422, `detail` is a list that names each field. Decide by `code`, and show `detail`."
    } else if path.starts_with("/api/keys") {
        "The body is `{\"error\", \"detail\"?}`; decide by `error`."
    } else {
        "The body is `{\"code\", \"message\", \"http_status_code\", \"details\"?}`. Decide by `code`, show `message`; `details` names each field \
         that is wrong. 429 and 503 carry `Retry-After`: wait so long and try again."
    }
}

fn write_fields(out: &mut String, fields: &[Field]) -> std::fmt::Result {
    for field in fields {
        let must = if field.required { ", required" } else { "" };
        let said = field.bounds.is_empty() || field.about.replace(',', "").contains(&field.bounds);
        let bounds = if said { String::new() } else { format!(" ({})", field.bounds) };
        let about = field.about.replace('\n', " ");
        writeln!(
            out,
            "{}- `{}` ({}{must}): {about}{bounds}",
            "  ".repeat(field.depth),
            field.name,
            field.kind
        )?;
    }
    if fields.is_empty() { Ok(()) } else { writeln!(out) }
}

/// What of a good answer to a POST is told once.
fn told_once(operation: &Operation) -> impl Iterator<Item = &str> {
    let answers = if operation.method == "POST" { operation.answers.as_slice() } else { &[] };
    let names = answers.iter().flat_map(|answer| &answer.fields).map(|field| field.name.as_str());
    names.filter(|name| SECRETS.contains(&name.rsplit('.').next().unwrap_or(name)))
}

#[cfg(test)]
mod tests {
    use crate::docs::reference::operations;

    #[test]
    fn a_prompt_says_all_that_is_needed() {
        let create = operations().iter().find(|one| one.id == "create_key").unwrap();
        for needed in [
            "`POST /v1/keys`",
            "`secret:write`",
            "- `owner.external_id` (string or null)",
            "```sh\ncurl ",
            "`api_key` is a secret and is told this once",
            "## Errors\n\n400, 401, 403",
        ] {
            assert!(create.prompt.contains(needed), "{needed}:\n{}", create.prompt);
        }
    }
}
