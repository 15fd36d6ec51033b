//! Texts that a type of the domain reads.

use std::fmt::Display;
use std::marker::PhantomData;
use std::str::FromStr;

use serde_json::{Value, json};

use super::{Fault, Plain, Text};

/// A text that reads as a `T`. What is wrong with another is told as a validator of the application's own would tell it: before a request
/// costs anything, and not only when the operation reads it.
#[derive(Debug)]
pub(in crate::hub) struct Parsed<T> {
    text: Text,
    may_be_blank: bool,
    what: PhantomData<fn() -> T>,
}

impl<T> Parsed<T> {
    pub(in crate::hub) const fn of(text: Text) -> Self {
        Self { text, may_be_blank: false, what: PhantomData }
    }

    /// The same where white space alone stands for nothing.
    pub(in crate::hub) const fn or_blank(text: Text) -> Self {
        Self { text, may_be_blank: true, what: PhantomData }
    }
}

impl<T: FromStr<Err: Display>> Plain for Parsed<T> {
    type Value = String;

    fn check(&self, input: &Value) -> Result<String, Fault> {
        let text = self.text.check(input)?;
        if self.may_be_blank && text.trim().is_empty() {
            return Ok(text);
        }
        match text.parse::<T>() {
            Ok(_) => Ok(text),
            Err(reason) => Err(Fault::invalid(&reason)),
        }
    }
}

impl Fault {
    /// What a rule of the application's own has against a value.
    pub(in crate::hub) fn invalid(reason: &dyn Display) -> Self {
        Self::new("value_error", format!("Value error, {reason}")).context(json!({"error": {}}))
    }
}
