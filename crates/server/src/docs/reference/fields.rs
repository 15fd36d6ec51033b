//! A schema as rows of a table.

use serde_json::Value;

/// A field of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name, with those that it lies in before it: `owner.external_id`, `items[].id`.
    pub name: String,
    /// What it holds: `string`, `array of objects`.
    pub kind: String,
    /// Whether it must be there; in answers, whether it always is.
    pub required: bool,
    /// What it says; Markdown.
    pub about: String,
    /// What bounds it.
    pub bounds: String,
    /// How many it lies in.
    pub depth: usize,
}

/// Past this an answer is better looked at than described.
const DEEPEST: usize = 3;

/// What a schema refers to, or itself.
pub(super) fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let name = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/components/schemas/"));
    name.map_or(schema, |name| &document["components"]["schemas"][name])
}

/// Every field of a schema, those of objects in it below them.
pub(super) fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let mut found = Vec::new();
    walk(document, schema, "", 0, &mut found);
    found
}

fn walk(document: &Value, schema: &Value, prefix: &str, depth: usize, found: &mut Vec<Field>) {
    let schema = resolve(document, schema);
    if depth > DEEPEST {
        return;
    }
    for part in parts(schema) {
        walk(document, part, prefix, depth, found);
    }
    if schema["items"].is_object() && schema["properties"].is_null() {
        let prefix = format!("{}[]", prefix.trim_end_matches('.'));
        return walk(document, &schema["items"], &format!("{prefix}."), depth, found);
    }
    let required =
        |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let full = format!("{prefix}{name}");
        // The same field of two parts is told once.
        if found.iter().any(|field| field.name == full) {
            continue;
        }
        found.push(Field {
            name: full.clone(),
            kind: kind(document, property),
            required: required(name),
            about: about(document, property),
            bounds: bounds(document, property),
            depth,
        });
        walk(document, property, &format!("{full}."), depth + 1, found);
    }
}

/// What a schema is put together from, or may be one of; null aside.
fn parts(schema: &Value) -> impl Iterator<Item = &Value> {
    let of = |word: &str| schema[word].as_array().map(Vec::as_slice).unwrap_or_default().iter();
    of("allOf").chain(of("oneOf")).chain(of("anyOf")).filter(|part| part["type"] != "null")
}

fn kind(document: &Value, schema: &Value) -> String {
    let schema = resolve(document, schema);
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let mut named: Vec<String> = Vec::new();
    for one in types {
        named.push(match one {
            "array" => format!("array of {}", plural(&kind(document, &schema["items"]))),
            other => other.to_owned(),
        });
    }
    if named.is_empty() {
        named.extend(parts(schema).map(|part| kind(document, part)));
        let nullable =
            schema["oneOf"].as_array().is_some_and(|all| all.iter().any(|one| one["type"] == "null"));
        if nullable {
            named.push("null".to_owned());
        }
    }
    named.dedup();
    if named.is_empty() { "any".to_owned() } else { named.join(" or ") }
}

fn plural(kind: &str) -> String {
    match kind {
        "any" => "anything".to_owned(),
        "string" | "object" | "integer" | "number" | "boolean" => format!("{kind}s"),
        other => other.to_owned(),
    }
}

fn about(document: &Value, schema: &Value) -> String {
    let own = super::text(schema, "description");
    if own.is_empty() { super::text(resolve(document, schema), "description") } else { own }
}

fn bounds(document: &Value, schema: &Value) -> String {
    let schema = resolve(document, schema);
    let mut said = Vec::new();
    let range = |least: &str, most: &str, what: &str| match (schema[least].as_u64(), schema[most].as_u64()) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}{what}")),
        (Some(least), None) => Some(format!("at least {least}{what}")),
        (None, Some(most)) => Some(format!("at most {most}{what}")),
        (None, None) => None,
    };
    said.extend(range("minLength", "maxLength", " characters"));
    said.extend(range("minItems", "maxItems", " items"));
    said.extend(range("minimum", "maximum", "").filter(|text| text != "at least 0"));
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<_> = words.iter().filter_map(Value::as_str).map(|word| format!("`{word}`")).collect();
        said.push(format!("one of {}", words.join(", ")));
    }
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_lie_below_what_they_lie_in() {
        let document = json!({"components": {"schemas": {
            "Owner": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "description": "Its `id`"}}},
            "Key": {"allOf": [
                {"type": "object", "required": ["owner"], "properties": {
                    "owner": {"$ref": "#/components/schemas/Owner"},
                    "limits": {"type": "array", "maxItems": 20, "items": {"type": "object", "properties": {"name": {"type": ["string", "null"]}}}},
                }},
                {"type": "object", "properties": {"credits": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Owner"}]}}},
            ]},
        }}});
        let found = fields(&document, &json!({"$ref": "#/components/schemas/Key"}));
        let seen: Vec<_> = found
            .iter()
            .map(|field| (field.name.as_str(), field.kind.as_str(), field.required, field.depth))
            .collect();
        assert_eq!(
            seen,
            [
                ("owner", "object", true, 0),
                ("owner.id", "string", true, 1),
                ("limits", "array of objects", false, 0),
                ("limits[].name", "string or null", false, 1),
                ("credits", "object or null", false, 0),
                ("credits.id", "string", true, 1),
            ]
        );
        assert_eq!((found[1].about.as_str(), found[2].bounds.as_str()), ("Its `id`", "at most 20 items"));
    }
}
