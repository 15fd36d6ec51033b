//! What a value must be, and pydantic's words for one that is not.

use serde_json::{Value, json};

use super::{Fault, Item};
use crate::hub::email;

/// What a value must be.
pub(in crate::hub) trait Rule {
    /// What it is read as.
    type Value;

    /// Reads the value at this place. What is wrong is added to the items; then it is `None`.
    fn read(&self, input: &Value, loc: &[Value], items: &mut Vec<Item>) -> Option<Self::Value>;
}

/// The same of a value that is right or wrong as a whole.
pub(in crate::hub) trait Plain {
    /// What it is read as.
    type Value;

    /// Reads it.
    fn check(&self, input: &Value) -> Result<Self::Value, Fault>;
}

impl<P: Plain> Rule for P {
    type Value = P::Value;

    fn read(&self, input: &Value, loc: &[Value], items: &mut Vec<Item>) -> Option<P::Value> {
        match self.check(input) {
            Ok(value) => Some(value),
            Err(fault) => fault.note(loc, input, items),
        }
    }
}

/// A text of so many characters.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Text {
    min: usize,
    max: usize,
}

impl Text {
    /// Of any length.
    pub(in crate::hub) const ANY: Self = Self::between(0, usize::MAX);

    pub(in crate::hub) const fn between(min: usize, max: usize) -> Self {
        Self { min, max }
    }
}

impl Plain for Text {
    type Value = String;

    fn check(&self, input: &Value) -> Result<String, Fault> {
        let Value::String(text) = input else {
            return Err(Fault::new("string_type", "Input should be a valid string"));
        };
        let count = text.chars().count();
        let plural = |count| if count == 1 { "" } else { "s" };
        if count < self.min {
            let (min, s) = (self.min, plural(self.min));
            let message = format!("String should have at least {min} character{s}");
            return Err(Fault::new("string_too_short", message).context(json!({"min_length": min})));
        }
        if count > self.max {
            let (max, s) = (self.max, plural(self.max));
            let message = format!("String should have at most {max} character{s}");
            return Err(Fault::new("string_too_long", message).context(json!({"max_length": max})));
        }
        Ok(text.clone())
    }
}

/// An e-mail address.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Email;

impl Plain for Email {
    type Value = String;

    fn check(&self, input: &Value) -> Result<String, Fault> {
        email::check(&Text::ANY.check(input)?).map_err(|reason| {
            let message = format!("value is not a valid email address: {reason}");
            Fault::new("value_error", message).context(json!({"reason": reason}))
        })
    }
}

/// A whole number, also as a text, as `1.0` and as `true`: what pydantic takes for one.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Whole {
    min: i64,
    max: i64,
}

impl Whole {
    /// Any. One that is too large for an id is the id of nothing.
    pub(in crate::hub) const ANY: Self = Self::between(i64::MIN, i64::MAX);

    pub(in crate::hub) const fn between(min: i64, max: i64) -> Self {
        Self { min, max }
    }
}

impl Plain for Whole {
    type Value = i64;

    fn check(&self, input: &Value) -> Result<i64, Fault> {
        let number = match input {
            Value::Bool(truth) => i64::from(*truth),
            Value::String(text) => whole(text).ok_or_else(|| {
                let message = "Input should be a valid integer, unable to parse string as an integer";
                Fault::new("int_parsing", message)
            })?,
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => whole,
                (None, Some(float)) if float.fract() == 0.0 => saturated(float),
                _ => {
                    let message = "Input should be a valid integer, got a number with a fractional part";
                    return Err(Fault::new("int_from_float", message));
                }
            },
            _ => return Err(Fault::new("int_type", "Input should be a valid integer")),
        };
        if number < self.min {
            let message = format!("Input should be greater than or equal to {}", self.min);
            return Err(Fault::new("greater_than_equal", message).context(json!({"ge": self.min})));
        }
        if number > self.max {
            let message = format!("Input should be less than or equal to {}", self.max);
            return Err(Fault::new("less_than_equal", message).context(json!({"le": self.max})));
        }
        Ok(number)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "it saturates, which is what is wanted")]
const fn saturated(float: f64) -> i64 {
    float as i64
}

/// Digits with a sign, single underscores between them, and `.0` after them.
fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let text = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') && !zeros.is_empty() => whole,
        Some(_) => return None,
        None => text,
    };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let grouped =
        digits.split('_').all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()));
    if !grouped {
        return None;
    }
    let number = digits.replace('_', "").parse().unwrap_or(i64::MAX);
    Some(if negative { -number } else { number })
}

/// Yes or no, in the words that pydantic takes for them.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Flag;

impl Plain for Flag {
    type Value = bool;

    fn check(&self, input: &Value) -> Result<bool, Fault> {
        let word = match input {
            Value::Bool(flag) => return Ok(*flag),
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.to_ascii_lowercase(),
            _ => return Err(Fault::new("bool_type", "Input should be a valid boolean")),
        };
        match word.as_str() {
            "1" | "1.0" | "true" | "t" | "yes" | "y" | "on" => Ok(true),
            "0" | "0.0" | "false" | "f" | "no" | "n" | "off" => Ok(false),
            _ => {
                let message = "Input should be a valid boolean, unable to interpret input";
                Err(Fault::new("bool_parsing", message))
            }
        }
    }
}

/// One of these words.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Choice(pub(in crate::hub) &'static [&'static str]);

impl Plain for Choice {
    type Value = &'static str;

    fn check(&self, input: &Value) -> Result<&'static str, Fault> {
        let found = input.as_str().and_then(|text| self.0.iter().find(|word| **word == text));
        found.copied().ok_or_else(|| none_of(self.0.iter().copied()))
    }
}

/// One of the words that there are at the moment.
#[derive(Debug, Clone)]
pub(in crate::hub) struct OneOf(pub(super) Vec<String>);

impl Plain for OneOf {
    type Value = String;

    fn check(&self, input: &Value) -> Result<String, Fault> {
        let found = input.as_str().and_then(|text| self.0.iter().find(|word| *word == text));
        found.cloned().ok_or_else(|| none_of(self.0.iter().map(String::as_str)))
    }
}

fn none_of<'a>(words: impl Iterator<Item = &'a str>) -> Fault {
    let words: Vec<_> = words.map(|word| format!("'{word}'")).collect();
    let expected = match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    };
    Fault::new("literal_error", format!("Input should be {expected}")).context(json!({"expected": expected}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_come_in_many_shapes() {
        for (input, number) in [
            (json!(7), 7),
            (json!("7"), 7),
            (json!(" +7 "), 7),
            (json!("1_000.00"), 1000),
            (json!(7.0), 7),
            (json!(true), 1),
            (json!("99999999999999999999"), i64::MAX),
            (json!(1e30), i64::MAX),
            (json!("-99999999999999999999"), -i64::MAX),
        ] {
            assert_eq!(Whole::ANY.check(&input).unwrap(), number, "{input}");
        }
        for bad in
            [json!(""), json!("1.5"), json!("_1"), json!("1__0"), json!("0x1"), json!(1.5), json!(null)]
        {
            assert!(Whole::ANY.check(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn yes_and_no_have_many_words() {
        for (input, flag) in
            [(json!(true), true), (json!("Off"), false), (json!(1), true), (json!("0"), false)]
        {
            assert_eq!(Flag.check(&input).unwrap(), flag, "{input}");
        }
        for (bad, kind) in
            [(json!("maybe"), "bool_parsing"), (json!(2), "bool_parsing"), (json!([]), "bool_type")]
        {
            assert_eq!(Flag.check(&bad).unwrap_err().kind, kind, "{bad}");
        }
    }

    #[test]
    fn words_are_listed_as_python_does() {
        let expected = |words| Choice(words).check(&json!(1)).unwrap_err().message;
        assert_eq!(expected(&["a", "b"]), "Input should be 'a' or 'b'");
        assert_eq!(expected(&["a", "b", "c"]), "Input should be 'a', 'b' or 'c'");
    }
}
