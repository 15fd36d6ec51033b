//! JSON as people write it: what is short stands on one line.

use serde_json::Value;

/// The longest line that is not broken.
const WIDTH: usize = 76;

/// The value, indented by two.
pub(super) fn layout(value: &Value) -> String {
    at(value, 0)
}

fn at(value: &Value, indent: usize) -> String {
    let short = one_line(value);
    if short.chars().count() + indent <= WIDTH {
        return short;
    }
    let inner = indent + 2;
    let pad = " ".repeat(inner);
    let (open, close, lines): (_, _, Vec<String>) = match value {
        Value::Array(items) => {
            ('[', ']', items.iter().map(|item| format!("{pad}{}", at(item, inner))).collect())
        }
        Value::Object(fields) => {
            let line = |(name, value): (&String, &Value)| {
                format!("{pad}{}: {}", Value::from(name.as_str()), at(value, inner))
            };
            ('{', '}', fields.iter().map(line).collect())
        }
        _ => return short,
    };
    format!("{open}\n{}\n{}{close}", lines.join(",\n"), " ".repeat(indent))
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(one_line).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                format!("{}: {}", Value::from(name.as_str()), one_line(value))
            };
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn short_things_stay_on_their_line_and_it_is_the_same_value() {
        let value = json!({"name": "a \"b\"", "list": [1, {"x": null}], "long": "y".repeat(60), "none": {}});
        let text = layout(&value);
        assert!(
            text.starts_with(
                "{\n  \"name\": \"a \\\"b\\\"\",\n  \"list\": [1, {\"x\": null}],\n  \"long\": "
            ),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert_eq!(layout(&json!({"grace_seconds": 60})), "{\"grace_seconds\": 60}");
    }
}
