//! JSON as people read it.

/// The same JSON with a line for each of its parts; each part stays as it was written, to the digit.
pub(super) fn spread(json: &str) -> String {
    let (mut text, mut depth, mut in_text, mut escaped) = (String::new(), 0_usize, false, false);
    let mut rest = json.trim().chars().peekable();
    while let Some(char) = rest.next() {
        if in_text {
            in_text = escaped || char != '"';
            escaped = !escaped && char == '\\';
            text.push(char);
            continue;
        }
        match char {
            _ if char.is_ascii_whitespace() => {}
            '{' | '[' => {
                text.push(char);
                while rest.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(end) = rest.next_if(|next| matches!(next, '}' | ']')) {
                    text.push(end);
                } else {
                    depth += 1;
                    line(&mut text, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut text, depth);
                text.push(char);
            }
            ',' => {
                text.push(char);
                line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            _ => {
                in_text = char == '"';
                text.push(char);
            }
        }
    }
    text
}

fn line(text: &mut String, depth: usize) {
    text.push('\n');
    for _ in 0..depth.min(40) {
        text.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_line_and_stays_as_it_is() {
        let json = r#"{"a":0.10,"b":[1, {"c" : "x\",{}\\"}],"d":{ },"e":[]}"#;
        let expected = "{\n  \"a\": 0.10,\n  \"b\": [\n    1,\n    {\n      \"c\": \"x\\\",{}\\\\\"\n    }\n  ],\n  \"d\": {},\n  \"e\": []\n}";
        assert_eq!(spread(json), expected);
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(&spread(json)), read(json));
        for odd in ["", "}", "{{", "\"", "[1"] {
            let _ = spread(odd);
        }
    }
}
