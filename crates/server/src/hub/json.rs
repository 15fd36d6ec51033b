//! JSON as Python's `json` reads it: what FastAPI tells of a broken body is that module's message and position, in characters.
//!
//! The order of the checks is that of CPython 3.11's `Modules/_json.c` (the messages changed little before and after: 3.13 has one more,
//! for a trailing comma).

use serde_json::{Map, Value};

/// Why a body can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// Not JSON: Python's message, and where.
    Syntax { at: usize, message: &'static str },
    /// No text, or nested too deeply: Python raises other errors than `JSONDecodeError` for these.
    Unreadable,
}

/// CPython gives up at about a thousand; nothing that a form takes is a hundredth as deep.
const MAX_DEPTH: usize = 500;

/// Reads a body that is not empty.
pub(super) fn read(bytes: &[u8]) -> Result<Value, Broken> {
    // What serde_json takes, Python takes for the same. It refuses more, and says it otherwise.
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Ok(value);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| Broken::Unreadable)?;
    let mut reader = Reader { text: text.chars().collect(), at: 0, depth: 0 };
    reader.skip_space();
    let value = reader.value()?;
    reader.skip_space();
    if reader.at < reader.text.len() { reader.fail("Extra data") } else { Ok(value) }
}

struct Reader {
    text: Vec<char>,
    at: usize,
    depth: usize,
}

const NO_NAME: &str = "Expecting property name enclosed in double quotes";
const NO_VALUE: &str = "Expecting value";
const BAD_UNICODE: &str = r"Invalid \uXXXX escape";

impl Reader {
    fn fail<T>(&self, message: &'static str) -> Result<T, Broken> {
        Err(Broken::Syntax { at: self.at, message })
    }

    fn fail_at<T>(at: usize, message: &'static str) -> Result<T, Broken> {
        Err(Broken::Syntax { at, message })
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let found = word.chars().enumerate().all(|(index, c)| self.text.get(self.at + index) == Some(&c));
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn value(&mut self) -> Result<Value, Broken> {
        match self.peek() {
            Some('"') => self.string().map(Value::String),
            Some('{') => self.nested(Self::object),
            Some('[') => self.nested(Self::array),
            Some('n') if self.word("null") => Ok(Value::Null),
            Some('t') if self.word("true") => Ok(Value::Bool(true)),
            Some('f') if self.word("false") => Ok(Value::Bool(false)),
            // Numbers to Python, and to nobody who would have to print them: `null` in an error's `input`.
            Some('N') if self.word("NaN") => Ok(Value::Null),
            Some('I') if self.word("Infinity") => Ok(Value::Null),
            Some('-') if self.word("-Infinity") => Ok(Value::Null),
            Some('-' | '0'..='9') => self.number(),
            _ => self.fail(NO_VALUE),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, Broken>) -> Result<Value, Broken> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Broken::Unreadable);
        }
        self.at += 1;
        self.skip_space();
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Value, Broken> {
        let mut members = Map::new();
        if self.take('}') {
            return Ok(Value::Object(members));
        }
        loop {
            if self.peek() != Some('"') {
                return self.fail(NO_NAME);
            }
            let name = self.string()?;
            self.skip_space();
            if !self.take(':') {
                return self.fail("Expecting ':' delimiter");
            }
            self.skip_space();
            let value = self.value()?;
            members.insert(name, value);
            self.skip_space();
            if self.take('}') {
                return Ok(Value::Object(members));
            }
            self.comma()?;
        }
    }

    fn array(&mut self) -> Result<Value, Broken> {
        let mut items = Vec::new();
        if self.take(']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.skip_space();
            if self.take(']') {
                return Ok(Value::Array(items));
            }
            self.comma()?;
        }
    }

    fn comma(&mut self) -> Result<(), Broken> {
        if !self.take(',') {
            return self.fail("Expecting ',' delimiter");
        }
        self.skip_space();
        Ok(())
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.at > start
    }

    /// As far as it is a number: what follows is the next one's business.
    fn number(&mut self) -> Result<Value, Broken> {
        let start = self.at;
        self.take('-');
        if !self.take('0') && !self.digits() {
            return Self::fail_at(start, NO_VALUE);
        }
        let whole = self.at;
        if !(self.take('.') && self.digits()) {
            self.at = whole;
        }
        let mantissa = self.at;
        if matches!(self.peek(), Some('e' | 'E')) {
            self.at += 1;
            if matches!(self.peek(), Some('+' | '-')) {
                self.at += 1;
            }
            if !self.digits() {
                self.at = mantissa;
            }
        }
        let text: String = self.text[start..self.at].iter().collect();
        // Past the range of a float it is infinite to Python.
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// A string, from its first quote.
    fn string(&mut self) -> Result<String, Broken> {
        const UNTERMINATED: &str = "Unterminated string starting at";
        let begin = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Self::fail_at(begin, UNTERMINATED),
                Some('"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some('\\') => {
                    self.at += 1;
                    let Some(escape) = self.peek() else { return Self::fail_at(begin, UNTERMINATED) };
                    text.push(self.escape(escape)?);
                }
                Some('\0'..='\x1f') => return self.fail("Invalid control character at"),
                Some(other) => {
                    text.push(other);
                    self.at += 1;
                }
            }
        }
    }

    fn escape(&mut self, escape: char) -> Result<char, Broken> {
        let plain = match escape {
            '"' | '\\' | '/' => escape,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode(),
            _ => return Self::fail_at(self.at - 1, r"Invalid \escape"),
        };
        self.at += 1;
        Ok(plain)
    }

    /// From the `u`. Half of a surrogate pair is refused, which Python reads and then can't print.
    fn unicode(&mut self) -> Result<char, Broken> {
        let start = self.at;
        let first = self.hex(start)?;
        self.at += 5;
        if let Some(whole) = char::from_u32(first) {
            return Ok(whole);
        }
        let paired = self.text.get(self.at) == Some(&'\\') && self.text.get(self.at + 1) == Some(&'u');
        if !paired {
            return Self::fail_at(start, BAD_UNICODE);
        }
        let second = self.hex(self.at + 1)?;
        self.at += 6;
        let pair = [first, second].map(|unit| u16::try_from(unit).unwrap_or_default());
        match char::decode_utf16(pair).next() {
            Some(Ok(whole)) => Ok(whole),
            _ => Self::fail_at(start, BAD_UNICODE),
        }
    }

    /// The four digits after the `u` at `at`; a quote must be able to follow them.
    fn hex(&self, at: usize) -> Result<u32, Broken> {
        let digits = self.text.get(at + 1..at + 5).filter(|_| at + 5 < self.text.len());
        let value = digits.and_then(|digits| {
            digits.iter().try_fold(0, |value, digit| Some(value * 16 + digit.to_digit(16)?))
        });
        value.ok_or(Broken::Syntax { at, message: BAD_UNICODE })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn says_what_python_says_and_where() {
        for (text, at, message) in [
            ("   ", 3, NO_VALUE),
            ("{", 1, NO_NAME),
            ("{'a':1}", 1, NO_NAME),
            (r#"{"a":1,}"#, 7, NO_NAME),
            (r#"{"a" 1}"#, 5, "Expecting ':' delimiter"),
            (r#"{"a":}"#, 5, NO_VALUE),
            (r#"{"a":1 "b":2}"#, 7, "Expecting ',' delimiter"),
            (r#"{"a":1"#, 6, "Expecting ',' delimiter"),
            ("[1,]", 3, NO_VALUE),
            ("[1 2]", 3, "Expecting ',' delimiter"),
            ("{} {}", 3, "Extra data"),
            ("01", 1, "Extra data"),
            ("-", 0, NO_VALUE),
            ("1.", 1, "Extra data"),
            ("tru", 0, NO_VALUE),
            (r#"{"é":"x"#, 5, "Unterminated string starting at"),
            ("\"a\nb\"", 2, "Invalid control character at"),
            (r#""\x""#, 1, r"Invalid \escape"),
            (r#""\u12""#, 2, BAD_UNICODE),
            (r#""\u12g4""#, 2, BAD_UNICODE),
            (r#""\ud800""#, 2, BAD_UNICODE),
        ] {
            assert_eq!(read(text.as_bytes()), Err(Broken::Syntax { at, message }), "{text}");
        }
    }

    #[test]
    fn reads_what_python_reads() {
        assert_eq!(read("\u{feff}{\"a\": [1, 2.5e3]}".as_bytes()), Ok(json!({"a": [1, 2500.0]})));
        assert_eq!(read(br#"[NaN, -Infinity, Infinity, 1e999, "\ud83d\ude00"]"#), {
            Ok(json!([null, null, null, null, "😀"]))
        });
        assert_eq!(read(br#"{"a":NaN,"b":2,"a":3}"#), Ok(json!({"a": 3, "b": 2})));
    }

    #[test]
    fn what_is_no_text_or_too_deep_is_unreadable() {
        assert_eq!(read(b"\"\xff\""), Err(Broken::Unreadable));
        assert_eq!(read("[".repeat(100_000).as_bytes()), Err(Broken::Unreadable));
    }
}
