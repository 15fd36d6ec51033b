//! Lists and objects: what is wrong in one is told at its own place.

use serde_json::{Map, Value, json};

use super::{Fault, Item, Plain, Rule, missing};

/// A list of so many such values.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Each<R> {
    rule: R,
    min: usize,
    max: usize,
}

impl<R> Each<R> {
    pub(in crate::hub) const fn up_to(max: usize, rule: R) -> Self {
        Self::between(0, max, rule)
    }

    pub(in crate::hub) const fn between(min: usize, max: usize, rule: R) -> Self {
        Self { rule, min, max }
    }
}

impl<R: Rule> Rule for Each<R> {
    type Value = Vec<R::Value>;

    /// Too many are told before what is wrong with any, and too few after: pydantic's order.
    fn read(&self, input: &Value, loc: &[Value], items: &mut Vec<Item>) -> Option<Self::Value> {
        let Some(list) = input.as_array() else {
            let fault = Fault::new("list_type", "Input should be a valid list");
            return fault.note(loc, input, items);
        };
        if list.len() > self.max {
            return too_many(self.max, list.len()).note(loc, input, items);
        }
        let each = list.iter().enumerate();
        let read = each.map(|(place, item)| self.rule.read(item, &below(loc, place), items));
        // All of them are read, whatever the first one is.
        let read = read.collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>()?;
        if read.len() < self.min {
            let fault = of_length("too_short", ("least", "min_length", self.min), read.len());
            return fault.note(loc, input, items);
        }
        Some(read)
    }
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

/// An object of at most so many such values, by whatever names.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Named<R> {
    rule: R,
    max: usize,
}

impl<R> Named<R> {
    pub(in crate::hub) const fn up_to(max: usize, rule: R) -> Self {
        Self { rule, max }
    }
}

impl<R: Rule> Rule for Named<R> {
    type Value = Vec<(String, R::Value)>;

    fn read(&self, input: &Value, loc: &[Value], items: &mut Vec<Item>) -> Option<Self::Value> {
        let object = match Object.check(input) {
            Ok(object) => object,
            Err(fault) => return fault.note(loc, input, items),
        };
        let read = object.into_iter().map(|(name, value)| {
            let value = self.rule.read(&value, &below(loc, name.as_str()), items)?;
            Some((name, value))
        });
        let read = read.collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>()?;
        if read.len() > self.max {
            let max = self.max;
            let message = format!("Dictionary should have at most {max} items after validation, not more");
            // Of an object pydantic does not say how many there are.
            let context = json!({"field_type": "Dictionary", "max_length": max, "actual_length": null});
            return Fault::new("too_long", message).context(context).note(loc, input, items);
        }
        Some(read)
    }
}

/// A JSON object.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Object;

impl Plain for Object {
    type Value = Map<String, Value>;

    fn check(&self, input: &Value) -> Result<Self::Value, Fault> {
        let fault = || Fault::new("dict_type", "Input should be a valid dictionary");
        input.as_object().cloned().ok_or_else(fault)
    }
}

/// The members of an object that is an item of a list, or of another object.
pub(in crate::hub) struct Members<'a> {
    object: &'a Value,
    loc: &'a [Value],
    items: &'a mut Vec<Item>,
}

impl<'a> Members<'a> {
    /// Those of `object`, if it is one.
    pub(in crate::hub) fn of(object: &'a Value, loc: &'a [Value], items: &'a mut Vec<Item>) -> Option<Self> {
        if object.is_object() {
            return Some(Self { object, loc, items });
        }
        super::no_object().note(loc, object, items)
    }

    /// One that must be there.
    pub(in crate::hub) fn required<R: Rule>(&mut self, name: &str, rule: &R) -> Option<R::Value> {
        let loc = below(self.loc, name);
        match self.object.get(name) {
            Some(value) => rule.read(value, &loc, self.items),
            None => missing().note(&loc, self.object, self.items),
        }
    }
}

fn below(loc: &[Value], place: impl Into<Value>) -> Vec<Value> {
    loc.iter().cloned().chain([place.into()]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Text, Whole};
    use super::*;

    fn told<R: Rule>(rule: &R, input: &Value) -> Value {
        let mut items = Vec::new();
        assert!(rule.read(input, &["body".into()], &mut items).is_none(), "{input}");
        serde_json::to_value(items).unwrap()
    }

    /// What pydantic told of `Annotated[list[int], Field(min_length=1, max_length=2)]`.
    #[test]
    fn an_item_is_told_at_its_place() {
        let rule = Each::between(1, 2, Whole::ANY);
        let parsing = "Input should be a valid integer, unable to parse string as an integer";
        let wrong = |place: usize| json!({"type": "int_parsing", "loc": ["body", place], "msg": parsing, "input": "x"});
        assert_eq!(told(&rule, &json!(["x", "x"])), json!([wrong(0), wrong(1)]));
        assert_eq!(told(&rule, &json!(["x", 1, 2]))[0]["ctx"]["actual_length"], 3);
        assert_eq!(
            told(&rule, &json!([]))[0]["msg"],
            "List should have at least 1 item after validation, not 0"
        );
        assert_eq!(told(&rule, &json!({}))[0]["type"], "list_type");
        assert_eq!(rule.read(&json!([1, "2"]), &[], &mut Vec::new()), Some(vec![1, 2]));
    }

    /// What pydantic told of `Annotated[dict[str, str], Field(max_length=2)]`.
    #[test]
    fn a_member_is_told_by_its_name() {
        let rule = Named::up_to(2, Text::ANY);
        let many = told(&rule, &json!({"a": "1", "b": "2", "c": "3"}));
        assert_eq!(many[0]["msg"], "Dictionary should have at most 2 items after validation, not more");
        assert_eq!(told(&rule, &json!({"a": 1, "b": "2", "c": "3"}))[0]["loc"], json!(["body", "a"]));
        assert_eq!(told(&rule, &json!([]))[0]["type"], "dict_type");
    }
}
