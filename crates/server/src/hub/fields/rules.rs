//! What a value must be, and pydantic's words for one that is not.

use keyward_domain::Timestamp;
use serde_json::{Map, Value, json};

use super::Fault;
use crate::hub::email;

/// What a value must be.
pub(in crate::hub) trait Rule {
    /// What it is read as.
    type Value;

    /// Reads it.
    fn check(&self, input: &Value) -> Result<Self::Value, Fault>;
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

impl Rule for Text {
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

impl Rule for Email {
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

impl Rule for Whole {
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

/// A date and time; without an offset, in UTC; a date alone, its beginning.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Moment;

impl Rule for Moment {
    type Value = Timestamp;

    fn check(&self, input: &Value) -> Result<Timestamp, Fault> {
        let Value::String(text) = input else {
            return Err(Fault::new("datetime_type", "Input should be a valid datetime"));
        };
        let text = text.trim();
        let spellings = [text.to_owned(), format!("{text}Z"), format!("{text}T00:00:00Z")];
        spellings.iter().find_map(|spelling| spelling.parse().ok()).ok_or_else(|| {
            let error = if text.len() < 10 { "input is too short" } else { "invalid date or time" };
            let message = format!("Input should be a valid datetime or date, {error}");
            Fault::new("datetime_from_date_parsing", message).context(json!({"error": error}))
        })
    }
}

/// A list of so many whole numbers.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Wholes {
    min: usize,
    max: usize,
}

impl Wholes {
    pub(in crate::hub) const fn between(min: usize, max: usize) -> Self {
        Self { min, max }
    }

    /// The items, if there are so many, whatever they are.
    pub(super) fn items(self, input: &Value) -> Result<&Vec<Value>, Fault> {
        let items = list(input)?;
        let count = items.len();
        if count < self.min {
            return Err(of_length("too_short", ("least", "min_length", self.min), count));
        }
        if count > self.max {
            return Err(too_many(self.max, count));
        }
        Ok(items)
    }
}

impl Rule for Wholes {
    type Value = Vec<i64>;

    fn check(&self, input: &Value) -> Result<Vec<i64>, Fault> {
        self.items(input)?.iter().map(|item| Whole::ANY.check(item)).collect()
    }
}

/// A list of texts; how many and which ones is the operation's to say.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Texts;

impl Rule for Texts {
    type Value = Vec<String>;

    fn check(&self, input: &Value) -> Result<Vec<String>, Fault> {
        list(input)?.iter().map(|item| Text::ANY.check(item)).collect()
    }
}

/// A list of JSON objects.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Objects;

impl Rule for Objects {
    type Value = Vec<Map<String, Value>>;

    fn check(&self, input: &Value) -> Result<Self::Value, Fault> {
        list(input)?.iter().map(|item| Object.check(item)).collect()
    }
}

fn list(input: &Value) -> Result<&Vec<Value>, Fault> {
    input.as_array().ok_or_else(|| Fault::new("list_type", "Input should be a valid list"))
}

/// A list with more items than it may have.
pub(super) fn too_many(most: usize, count: usize) -> Fault {
    of_length("too_long", ("most", "max_length", most), count)
}

fn of_length(kind: &'static str, (word, name, limit): (&str, &str, usize), count: usize) -> Fault {
    let s = if limit == 1 { "" } else { "s" };
    let message = format!("List should have at {word} {limit} item{s} after validation, not {count}");
    Fault::new(kind, message).context(json!({"field_type": "List", name: limit, "actual_length": count}))
}

/// An object of at most so many texts.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Versions {
    max: usize,
}

impl Versions {
    pub(in crate::hub) const fn up_to(max: usize) -> Self {
        Self { max }
    }
}

impl Rule for Versions {
    type Value = Vec<(String, String)>;

    fn check(&self, input: &Value) -> Result<Self::Value, Fault> {
        let object = Object.check(input)?;
        let (count, max) = (object.len(), self.max);
        if count > max {
            let message = format!("Dictionary should have at most {max} items after validation, not {count}");
            let context = json!({"field_type": "Dictionary", "max_length": max, "actual_length": count});
            return Err(Fault::new("too_long", message).context(context));
        }
        object.into_iter().map(|(name, value)| Ok((name, Text::between(0, 255).check(&value)?))).collect()
    }
}

/// A JSON object.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Object;

impl Rule for Object {
    type Value = Map<String, Value>;

    fn check(&self, input: &Value) -> Result<Self::Value, Fault> {
        input
            .as_object()
            .cloned()
            .ok_or_else(|| Fault::new("dict_type", "Input should be a valid dictionary"))
    }
}

/// Yes or no, in the words that pydantic takes for them.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Flag;

impl Rule for Flag {
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

impl Rule for Choice {
    type Value = &'static str;

    fn check(&self, input: &Value) -> Result<&'static str, Fault> {
        let found = input.as_str().and_then(|text| self.0.iter().find(|word| **word == text));
        found.copied().ok_or_else(|| {
            let words: Vec<_> = self.0.iter().map(|word| format!("'{word}'")).collect();
            let expected = match words.split_last() {
                Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
                _ => words.concat(),
            };
            let message = format!("Input should be {expected}");
            Fault::new("literal_error", message).context(json!({"expected": expected}))
        })
    }
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
