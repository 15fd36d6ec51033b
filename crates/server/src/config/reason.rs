//! Serde's words for what is wrong with a value, made into an operator's.

use super::nearest::nearest;

/// The longest list of allowed words that an error spells out.
const SHORT: usize = 12;

/// What is wrong, without the value itself: it may be a secret that stands in the wrong place.
pub(super) fn reason(message: &str) -> String {
    if message.starts_with("unknown field `") {
        let mut words = message.split('`').skip(1).step_by(2);
        let unknown = words.next().unwrap_or_default();
        return unknown_key(unknown, &words.collect::<Vec<_>>());
    }
    if let Some(rest) = message.strip_prefix("invalid type: string ") {
        let expected = rest.rsplit_once(", expected ").map_or(rest, |(_, expected)| expected);
        return format!("invalid type: text, expected {}", plain(expected));
    }
    if let Some((found, expected)) =
        message.rsplit_once(", expected ").filter(|_| message.starts_with("invalid type: "))
    {
        return format!("{found}, expected {}", plain(expected));
    }
    message.replace("missing field", "missing key")
}

/// That `unknown` is none of the `allowed` keys, and which was probably meant.
fn unknown_key(unknown: &str, allowed: &[&str]) -> String {
    let hint = nearest(unknown, allowed.iter().copied())
        .map(|near| format!(", did you mean {near}?"))
        .unwrap_or_default();
    if allowed.is_empty() || allowed.len() > SHORT {
        return format!("unknown key{hint}");
    }
    format!("unknown key{hint} (allowed here: {})", allowed.join(", "))
}

/// A Rust type's name in an operator's words.
fn plain(expected: &str) -> &str {
    match expected {
        "a map" => "a table",
        "a sequence" => "a list",
        "a boolean" => "true or false",
        "a string" | "string" => "text in quotes",
        "path string" => "a path in quotes",
        _ if expected.starts_with("struct ") => "a table",
        _ => expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_names_the_near_and_the_allowed() {
        assert_eq!(
            reason("unknown field `lisen`, expected `listen` or `public_url`"),
            "unknown key, did you mean listen? (allowed here: listen, public_url)"
        );
        assert_eq!(reason("unknown field `x`, there are no fields"), "unknown key");
    }

    #[test]
    fn a_text_is_never_repeated() {
        assert_eq!(
            reason("invalid type: string \"postgres://u:pw@h, expected x\", expected struct Database"),
            "invalid type: text, expected a table"
        );
        assert_eq!(
            reason("invalid type: integer `5`, expected a string"),
            "invalid type: integer `5`, expected text in quotes"
        );
        assert_eq!(reason("missing field `tenant`"), "missing key `tenant`");
    }
}
