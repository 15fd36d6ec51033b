//! One operation.

use serde_json::Value;

use super::fields::{Field, fields};
use super::json::layout;
use super::{access, curl, prompt, text};
use crate::docs::examples;
use crate::v1::access::Access;

/// One operation of the API.
#[derive(Debug)]
pub struct Operation {
    /// Its id in the description.
    pub id: String,
    /// `GET`, `POST` …
    pub method: String,
    /// The path, with `{names}`.
    pub path: String,
    /// Its group.
    pub tag: String,
    /// What it does, in a few words.
    pub title: String,
    /// What else there is to say; Markdown.
    pub about: String,
    /// Who may call it; Markdown.
    pub who: String,
    /// What path, query and headers take.
    pub parameters: Vec<Parameter>,
    /// What the body takes.
    pub fields: Vec<Field>,
    /// Whether it takes a body at all.
    pub has_body: bool,
    /// What it is answered with when all is well.
    pub answers: Vec<Answer>,
    /// The statuses of its errors.
    pub errors: Vec<String>,
    /// The command that calls it, with variables of a shell.
    pub curl: String,
    /// What those variables are.
    pub variables: Vec<Variable>,
    /// What to tell an assistant that is to write a call of it; Markdown.
    pub prompt: String,
}

/// A parameter of a path, a query or a header.
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it says; Markdown.
    pub about: String,
}

/// A good answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: String,
    /// Its body as it once was, indented; empty when it has none.
    pub example: String,
    /// What its body holds.
    pub fields: Vec<Field>,
}

/// Something that the command needs.
#[derive(Debug)]
pub struct Variable {
    /// Its name, without the `$`.
    pub name: String,
    /// Where it is from; Markdown.
    pub about: String,
    /// The operation whose answer it is from.
    pub source: Option<&'static str>,
}

impl Operation {
    /// Reads it from the description; `None` when it is not there.
    pub(super) fn read(document: &Value, method: &str, path: &str, access: Access) -> Option<Self> {
        let described = &document["paths"][path][method];
        let id = text(described, "operationId");
        let (title, rest) = headline(&text(described, "summary"));
        let about = [rest, text(described, "description")].join("\n\n").trim().to_owned();
        let schema = |content: &Value| {
            content.as_object().and_then(|all| Some(all.values().next()?["schema"].clone()))
        };
        let (mut answers, mut errors) = (Vec::new(), Vec::new());
        for (status, response) in described["responses"].as_object()? {
            if status.starts_with('2') {
                let fields = schema(&response["content"]).map(|schema| fields(document, &schema));
                let example = example(&id, status);
                answers.push(Answer { status: status.clone(), example, fields: fields.unwrap_or_default() });
            } else {
                errors.push(status.clone());
            }
        }
        let method = method.to_uppercase();
        let curl =
            examples::of(&id).map(|example| curl::curl(&method, path, access, example)).unwrap_or_default();
        let body = schema(&described["requestBody"]["content"]);
        let mut operation = Self {
            variables: examples::variables(&curl).into_iter().map(Variable::of).collect(),
            tag: described["tags"][0].as_str().unwrap_or_default().to_owned(),
            who: access::who(access),
            parameters: described["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(Parameter::read)
                .collect(),
            has_body: body.is_some(),
            fields: body.map(|schema| fields(document, &schema)).unwrap_or_default(),
            path: path.to_owned(),
            prompt: String::new(),
            id,
            method,
            title,
            about,
            answers,
            errors,
            curl,
        };
        operation.prompt = prompt::prompt(&operation);
        Some(operation)
    }
}

impl Parameter {
    fn read(described: &Value) -> Self {
        Self {
            name: text(described, "name"),
            place: text(described, "in"),
            required: described["required"] == true,
            about: text(described, "description"),
        }
    }
}

impl Variable {
    fn of(name: &str) -> Self {
        let source = examples::source(name);
        let about = match source {
            Some((operation, pointer)) => {
                let field = pointer.trim_start_matches('/').replace('/', ".");
                format!("`{field}` of the answer to `{operation}`")
            }
            None if name == "DATA_DIR" => "the server's data directory".to_owned(),
            None => {
                let given = examples::GIVEN.iter().find(|(given, _)| *given == name);
                given.map(|(_, about)| (*about).to_owned()).unwrap_or_default()
            }
        };
        Self { name: name.to_owned(), about, source: source.map(|(operation, _)| operation) }
    }
}

/// The body that was written down, if it was for this status.
fn example(id: &str, status: &str) -> String {
    let recorded = examples::answers().get(id).filter(|recorded| recorded.status.to_string() == status);
    match recorded.and_then(|recorded| recorded.body.as_ref()) {
        Some(Value::String(text)) => text.clone(),
        Some(body) => layout(body),
        None => String::new(),
    }
}

/// The first sentence without its full stop and its marks, and what follows.
fn headline(summary: &str) -> (String, String) {
    let summary = summary.replace('\n', " ");
    let end = summary.find(". ").map_or(summary.len(), |end| end + 1);
    let (first, rest) = summary.split_at(end);
    (first.trim_end_matches('.').replace('`', ""), rest.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_is_the_title() {
        let of = |summary| headline(summary);
        assert_eq!(of("Issue a key."), ("Issue a key".to_owned(), String::new()));
        assert_eq!(of("Sign up. It\nis free."), ("Sign up".to_owned(), "It is free.".to_owned()));
    }
}
