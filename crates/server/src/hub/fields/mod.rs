//! What a request says, read by rules: every field at fault is told at once, in the order in which a route reads them, as FastAPI does
//! (contract hub, C.2).
//!
//! A route says what it takes by an [`Input`]:
//!
//! ```ignore
//! impl Input for Rename {
//!     fn read(sent: &mut Sent) -> Option<Self> {
//!         let id = sent.path("id", Whole::ANY);
//!         let name = sent.required("name", Text::between(1, 100));
//!         let company = sent.optional("company", Text::between(0, 100));
//!         Some(Self { id: id?, name: name?, company: company? })
//!     }
//! }
//! ```

mod many;
mod moment;
mod parsed;
mod rules;

use keyward_domain::{Constraint, Feature, Name, SiteDomain, Slug, Version};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::form::{FILES, Form, Part, Upload};

pub(super) use many::{Each, Members, Named, Object};
pub(super) use moment::Moment;
pub(super) use parsed::Parsed;
pub(super) use rules::{Choice, Email, Flag, OneOf, Plain, Rule, Text, Whole};

/// A password that is to be set; which ones are too simple is the operation's to say.
pub(super) const PASSWORD: Text = Text::between(8, 128);
/// What somebody or something is called.
pub(super) const NAME: Parsed<Name> = Parsed::of(Text::between(1, 255));
/// The same where nothing may be said.
pub(super) const LABEL: Parsed<Name> = Parsed::or_blank(Text::between(0, 255));
/// What somebody or something is called in URLs.
pub(super) const SLUG: Parsed<Slug> = Parsed::of(Text::between(1, 64));
/// What a tier unlocks.
pub(super) const FEATURE: Parsed<Feature> = Parsed::of(Text::ANY);
/// Where a site is: a URL or a domain.
pub(super) const DOMAIN: Parsed<SiteDomain> = Parsed::of(Text::between(1, 2048));
/// Which versions will do.
pub(super) const CONSTRAINT: Parsed<Constraint> = Parsed::of(Text::between(1, 128));
/// A semantic version.
pub(super) const VERSION: Parsed<Version> = Parsed::of(Text::between(1, 64));

/// What a route takes.
pub(super) trait Input: Sized + Send {
    /// Whether the route takes a JSON object.
    const BODY: bool = true;
    /// Whether that object may be left out.
    const OPTIONAL: bool = false;
    /// Whether a form, with files, is taken in the place of that object. Then it is larger than other bodies may be.
    const FORM: bool = false;
    /// Whether it names a tier: then [`Sent::tiers`] are those that there are.
    const TIERS: bool = false;

    /// Reads every field before the first `?`, so that all that is wrong is told. `None` when something is.
    fn read(sent: &mut Sent) -> Option<Self>;
}

/// Nothing at all.
impl Input for () {
    const BODY: bool = false;

    fn read(_: &mut Sent) -> Option<Self> {
        Some(())
    }
}

/// What is wrong with a value, whichever it is.
#[derive(Debug)]
pub(super) struct Fault {
    kind: &'static str,
    message: String,
    context: Option<Value>,
}

impl Fault {
    pub(super) fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), context: None }
    }

    pub(super) fn context(self, context: Value) -> Self {
        Self { context: Some(context), ..self }
    }

    /// A text where a file is to be.
    pub(super) fn no_file() -> Self {
        Self::invalid(&"Expected UploadFile, received: <class 'str'>")
    }

    /// Of the value at this place.
    pub(super) fn at(self, loc: Vec<Value>, input: Value) -> Item {
        Item { kind: self.kind, loc, msg: self.message, input, ctx: self.context }
    }

    /// Adds it to the items; `None`, as there is no value then.
    fn note<T>(self, loc: &[Value], input: &Value, items: &mut Vec<Item>) -> Option<T> {
        items.push(self.at(loc.to_vec(), input.clone()));
        None
    }
}

/// An item of a 422's list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Item {
    /// Which rule.
    #[serde(rename = "type")]
    #[schema(example = "missing")]
    kind: &'static str,
    /// Where: `body`, `query` or `path`, then names and positions.
    loc: Vec<Value>,
    /// For people.
    #[schema(example = "Field required")]
    msg: String,
    /// What was sent there.
    input: Value,
    /// The rule's numbers and words.
    #[serde(skip_serializing_if = "Option::is_none")]
    ctx: Option<Value>,
}

/// What was sent in the place of a body.
pub(super) enum SentBody {
    /// The route takes none.
    None,
    /// Nothing.
    Absent,
    /// What stands there; a text where the content type says that it is no JSON.
    Value(Value),
    /// A form.
    Form(Form),
}

/// What a request says.
pub(super) struct Sent {
    path: Map<String, Value>,
    query: Map<String, Value>,
    /// `Null` where no object was sent: the items say so, once.
    body: Value,
    /// Whether it was a form, and the files that came with it.
    form: Option<Vec<Part>>,
    /// What the tiers are called, the least first.
    tiers: Vec<String>,
    /// In FastAPI's order: of the path, of the query, of the body.
    items: [Vec<Item>; 3],
}

const PATH: (usize, &str) = (0, "path");
const QUERY: (usize, &str) = (1, "query");
const BODY: (usize, &str) = (2, "body");

#[expect(clippy::needless_pass_by_value, reason = "rules are written down where they hold")]
impl Sent {
    pub(super) fn new(path: Map<String, Value>, query: Map<String, Value>, body: SentBody) -> Self {
        let (form, items) = (None, Default::default());
        let mut sent = Self { path, query, body: Value::Null, form, tiers: Vec::new(), items };
        let whole = || vec![Value::from(BODY.1)];
        match body {
            SentBody::None => {}
            SentBody::Absent => sent.items[BODY.0].push(missing().at(whole(), Value::Null)),
            SentBody::Value(object @ Value::Object(_)) => sent.body = object,
            SentBody::Form(form) => {
                sent.body = form.fields.into();
                sent.form = Some(form.files);
            }
            SentBody::Value(other) => sent.items[BODY.0].push(no_object().at(whole(), other)),
        }
        sent
    }

    /// The same where these are the tiers.
    pub(super) fn with_tiers(self, tiers: Vec<String>) -> Self {
        Self { tiers, ..self }
    }

    /// The name of a tier, of those that there are.
    pub(super) fn tiers(&self) -> OneOf {
        OneOf(self.tiers.clone())
    }

    /// A parameter of the path.
    pub(super) fn path<R: Rule>(&mut self, name: &str, rule: R) -> Option<R::Value> {
        let value = self.path.get(name).cloned().unwrap_or_default();
        self.checked(PATH, name, rule, value)
    }

    /// A parameter of the query, or what it is when it is not there. The last of several counts.
    pub(super) fn query_or<R: Rule>(&mut self, name: &str, rule: R, default: R::Value) -> Option<R::Value> {
        match self.query.get(name).cloned() {
            Some(value) => self.checked(QUERY, name, rule, value),
            None => Some(default),
        }
    }

    /// A parameter of the query that may be left out. The last of several counts.
    #[expect(clippy::option_option, reason = "whether it is in order, and whether it is there")]
    pub(super) fn query<R: Rule>(&mut self, name: &str, rule: R) -> Option<Option<R::Value>> {
        match self.query.get(name).cloned() {
            Some(value) => self.checked(QUERY, name, rule, value).map(Some),
            None => Some(None),
        }
    }

    /// A parameter of the query that must be there. The last of several counts.
    pub(super) fn required_query<R: Rule>(&mut self, name: &str, rule: R) -> Option<R::Value> {
        let Some(value) = self.query.get(name).cloned() else {
            self.items[QUERY.0].push(missing().at(vec![QUERY.1.into(), name.into()], Value::Null));
            return None;
        };
        self.checked(QUERY, name, rule, value)
    }

    /// Whether the query has this parameter, whatever it is.
    pub(super) fn has_query(&self, name: &str) -> bool {
        self.query.contains_key(name)
    }

    /// A member of the body.
    pub(super) fn required<R: Rule>(&mut self, name: &str, rule: R) -> Option<R::Value> {
        let value = self.body.as_object()?.get(name).cloned();
        if let Some(value) = value {
            self.checked(BODY, name, rule, value)
        } else {
            // Of a form, FastAPI shows nothing.
            let whole = if self.form.is_some() { Value::Null } else { self.body.clone() };
            let item = missing().at(vec![BODY.1.into(), name.into()], whole);
            self.items[BODY.0].push(item);
            None
        }
    }

    /// A member of the body that may be left out or be null.
    #[expect(clippy::option_option, reason = "whether it is in order, and whether it is there")]
    pub(super) fn optional<R: Rule>(&mut self, name: &str, rule: R) -> Option<Option<R::Value>> {
        match self.body.get(name).cloned() {
            None | Some(Value::Null) => Some(None),
            Some(value) => self.checked(BODY, name, rule, value).map(Some),
        }
    }

    /// The files of a form, at most so many.
    pub(super) fn files(&mut self, most: usize) -> Option<Vec<Upload>> {
        let sent = self.form.as_mut().map(std::mem::take).unwrap_or_default();
        let at = |index: Option<usize>| {
            [Some(BODY.1.into()), Some(FILES.into()), index.map(Value::from)].into_iter().flatten().collect()
        };
        if sent.len() > most {
            let names: Vec<_> = sent.iter().map(Part::name).collect();
            self.items[BODY.0].push(many::too_many(most, sent.len()).at(at(None), names.into()));
            return None;
        }
        let (count, mut files) = (sent.len(), Vec::new());
        for (index, part) in sent.into_iter().enumerate() {
            match part {
                Part::File(file) => files.push(file),
                Part::Text(text) => {
                    self.items[BODY.0].push(Fault::no_file().at(at(Some(index)), text.into()));
                }
            }
        }
        (files.len() == count).then_some(files)
    }

    /// Whether the body has this member, whatever it is.
    pub(super) fn has(&self, name: &str) -> bool {
        self.body.get(name).is_some()
    }

    /// All that is wrong.
    pub(super) fn items(self) -> Vec<Item> {
        self.items.into_iter().flatten().collect()
    }

    fn checked<R: Rule>(
        &mut self,
        place: (usize, &str),
        name: &str,
        rule: R,
        value: Value,
    ) -> Option<R::Value> {
        rule.read(&value, &[place.1.into(), name.into()], &mut self.items[place.0])
    }
}

fn missing() -> Fault {
    Fault::new("missing", "Field required")
}

fn no_object() -> Fault {
    let message = "Input should be a valid dictionary or object to extract fields from";
    Fault::new("model_attributes_type", message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The faults of a list with pages, as FastAPI told them of `page: int = Query(1, ge=1), per_page: int = Query(25, ge=1, le=100)`.
    fn pages(query: &Value) -> (Option<(i64, i64)>, Value) {
        let mut sent = Sent::new(Map::new(), query.as_object().unwrap().clone(), SentBody::None);
        let page = sent.query_or("page", Whole::between(1, i64::MAX), 1);
        let per_page = sent.query_or("per_page", Whole::between(1, 100), 25);
        (page.zip(per_page), serde_json::to_value(sent.items()).unwrap())
    }

    #[test]
    fn a_query_has_defaults_and_tells_all_that_is_wrong() {
        assert_eq!(pages(&json!({})), (Some((1, 25)), json!([])));
        assert_eq!(pages(&json!({"page": "2", "other": "x"})), (Some((2, 25)), json!([])));
        let parsing = "Input should be a valid integer, unable to parse string as an integer";
        let (none, items) = pages(&json!({"page": "", "per_page": "101"}));
        assert_eq!(none, None);
        let expected = json!([
            {"type": "int_parsing", "loc": ["query", "page"], "msg": parsing, "input": ""},
            {"type": "less_than_equal", "loc": ["query", "per_page"], "msg": "Input should be less than or equal to 100",
             "input": "101", "ctx": {"le": 100}},
        ]);
        assert_eq!(items.to_string(), expected.to_string());
    }

    #[test]
    fn items_stand_in_the_order_of_path_query_and_body() {
        let one = |name: &str, value: Value| Map::from_iter([(name.to_owned(), value)]);
        let mut sent = Sent::new(one("id", "x".into()), one("page", "y".into()), SentBody::Value(json!([])));
        assert!(sent.required("name", Text::ANY).is_none());
        assert!(sent.query_or("page", Whole::ANY, 1).is_none());
        assert!(sent.path("id", Whole::ANY).is_none());
        let places: Vec<_> = sent.items().into_iter().map(|item| item.loc[0].clone()).collect();
        assert_eq!(places, ["path", "query", "body"]);
    }
}
