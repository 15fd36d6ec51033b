//! Whether a value is what a schema of the description says, to the last field: of JSON Schema, what the description uses.

use serde_json::Value;

/// What is wrong with the value; nothing, when it fits. A field that is described nowhere is wrong, too.
pub(super) fn problems(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(document, schema, value, "", &mut found);
    let known = &mut Vec::new();
    if let Value::Object(fields) = value
        && names(document, schema, known)
    {
        found.extend(
            fields
                .keys()
                .filter(|name| !known.contains(name))
                .map(|name| format!("/{name} is not described")),
        );
    }
    found
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(path) => {
            document.pointer(path.trim_start_matches('#')).unwrap_or_else(|| panic!("{path} leads nowhere"))
        }
        None => schema,
    }
}

fn list<'a>(schema: &'a Value, word: &str) -> &'a [Value] {
    schema[word].as_array().map_or(&[], Vec::as_slice)
}

fn check(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let schema = resolve(document, schema);
    let mut wrong = |what: String| found.push(format!("{at}: {what}"));
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        several => several.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
    };
    if !types.is_empty() && !types.iter().any(|kind| is(value, kind)) {
        return wrong(format!("{value} is no {}", types.join(" or ")));
    }
    if !list(schema, "enum").is_empty() && !list(schema, "enum").contains(value) {
        return wrong(format!("{value} is none of the words"));
    }
    for part in list(schema, "allOf") {
        check(document, part, value, at, found);
    }
    for word in ["oneOf", "anyOf"] {
        let fits = |part: &Value| {
            let mut inner = Vec::new();
            check(document, part, value, at, &mut inner);
            inner.is_empty()
        };
        if !list(schema, word).is_empty() && !list(schema, word).iter().any(fits) {
            found.push(format!("{at}: {value} fits no part of {word}"));
        }
    }
    if let Value::Array(items) = value
        && !schema["items"].is_null()
    {
        for (index, item) in items.iter().enumerate() {
            let at = format!("{at}/{index}");
            found.extend(
                problems(document, &schema["items"], item)
                    .into_iter()
                    .map(|problem| format!("{at}{problem}")),
            );
        }
    }
    let Value::Object(fields) = value else { return };
    for name in list(schema, "required").iter().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            found.push(format!("{at}/{name} is missing"));
        }
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = fields.get(name) {
            let at = format!("{at}/{name}");
            found.extend(
                problems(document, property, value).into_iter().map(|problem| format!("{at}{problem}")),
            );
        }
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type {other}"),
    }
}

/// Collects the fields that a schema names; false, when it leaves open what there are.
fn names(document: &Value, schema: &Value, known: &mut Vec<String>) -> bool {
    let schema = resolve(document, schema);
    let mut any = false;
    for part in ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|word| list(schema, word)) {
        any |= names(document, part, known);
    }
    if let Some(properties) = schema["properties"].as_object() {
        known.extend(properties.keys().cloned());
        any = true;
    }
    any && schema["additionalProperties"].is_null()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_does_not_fit_is_found() {
        let document = json!({"components": {"schemas": {
            "Key": {"allOf": [
                {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "tags": {"type": "array", "items": {"type": "integer"}}}},
                {"oneOf": [{"type": "null"}, {"type": "object", "properties": {"status": {"type": "string", "enum": ["on", "off"]}}}]},
            ]},
        }}});
        let of = |value: Value| problems(&document, &json!({"$ref": "#/components/schemas/Key"}), &value);
        assert_eq!(of(json!({"id": "a", "tags": [1], "status": "on"})), Vec::<String>::new());
        for (value, problem) in [
            (json!({}), "/id is missing"),
            (json!({"id": 1}), "/id: 1 is no string"),
            (json!({"id": "a", "tags": [1, "b"]}), "/tags/1: \"b\" is no integer"),
            (json!({"id": "a", "more": 1}), "/more is not described"),
            (json!({"id": "a", "status": "?"}), "fits no part of oneOf"),
        ] {
            let found = of(value.clone());
            assert!(found.iter().any(|found| found.contains(problem)), "{value}: {found:?}");
        }
    }
}
