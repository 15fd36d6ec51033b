//! Usage equals what is reckoned by hand from the same events, whichever way it is found.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use keyward_domain::{Clock, Timestamp};
use keyward_metering::events::ingest::IngestEvent;
use keyward_metering::usage::fold::fold;
use keyward_metering::usage::{Row, Skipped, UsageQuery, usage};
use keyward_metering::{Error, Policy};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fixture::{Fixture, event};

/// 2026-01-10T22:00:00Z: events lie in the hours, days and months around it.
const BASE: i64 = 1_768_082_400;

/// 2^70.
const LARGE: f64 = 1_180_591_620_717_411_303_424.0;

/// An event as the test keeps it.
#[derive(Debug, Clone)]
struct Told {
    second: i64,
    customer: usize,
    model: Option<&'static str>,
    tokens: Option<Value>,
}

impl Told {
    fn event(&self, index: usize) -> IngestEvent {
        let mut properties = serde_json::Map::new();
        if let Some(model) = self.model {
            properties.insert("model".to_owned(), model.into());
        }
        if let Some(tokens) = &self.tokens {
            properties.insert("tokens".to_owned(), tokens.clone());
        }
        IngestEvent {
            // In the order of equal times.
            event_id: Some(format!("{index:05}")),
            properties: Some(Value::Object(properties).to_string()),
            ..event("call", &format!("c{}", self.customer), &text(self.second))
        }
    }

    fn number(&self) -> Option<f64> {
        self.tokens.as_ref().and_then(Value::as_f64)
    }
}

fn text(second: i64) -> String {
    Timestamp::from_micros((BASE + second) * 1_000_000).to_string()
}

/// Seconds on both sides of hours, days and the month's end, often the very same.
fn second() -> impl Strategy<Value = i64> {
    prop_oneof![
        (-3_i64..3).prop_map(|hour| hour * 3600),
        -9000_i64..9000,
        (-20_i64..0).prop_map(|day| day * 86_400),
    ]
}

fn told() -> impl Strategy<Value = Told> {
    let tokens = prop_oneof![
        4 => (-50_i64..50).prop_map(|whole| Some(json!(whole))),
        4 => (-9999_i32..9999).prop_map(|thousandth| Some(json!(f64::from(thousandth) / 1000.0))),
        // Too large for an exact sum.
        1 => prop::sample::select(vec![LARGE, -LARGE]).prop_map(|large| Some(json!(large))),
        1 => Just(Some(json!("12"))),
        1 => Just(Some(Value::Null)),
        1 => Just(None),
    ];
    let model = prop_oneof![Just(None), Just(Some("small")), Just(Some("large"))];
    (second(), 0..3_usize, model, tokens).prop_map(|(second, customer, model, tokens)| Told {
        second,
        customer,
        model,
        tokens,
    })
}

#[derive(Debug, Clone)]
struct Question {
    aggregation: &'static str,
    window: Option<&'static str>,
    range: (Option<i64>, Option<i64>),
    customer: Option<usize>,
    group: Option<&'static str>,
    model: Option<&'static str>,
}

fn question() -> impl Strategy<Value = Question> {
    let aggregation =
        prop::sample::select(vec!["COUNT", "COUNT", "SUM", "AVG", "MAX", "MIN", "COUNT_UNIQUE", "LATEST"]);
    let window = prop::option::of(prop::sample::select(vec!["MINUTE", "HOUR", "DAY", "MONTH"]));
    let group = prop::option::of(prop::sample::select(vec!["external_customer_id", "model"]));
    let range = (prop::option::of(second()), prop::option::of(second()))
        .prop_filter("a range", |(from, to)| from.zip(*to).is_none_or(|(from, to)| from < to));
    let (customer, model) = (prop::option::of(0..3_usize), prop::option::weighted(0.2, Just("small")));
    (aggregation, window, range, customer, group, model).prop_map(
        |(aggregation, window, range, customer, group, model)| Question {
            aggregation,
            window,
            range,
            customer,
            group,
            model,
        },
    )
}

impl Question {
    fn asks(&self) -> UsageQuery {
        UsageQuery {
            event_name: "call".to_owned(),
            aggregation_type: self.aggregation.to_owned(),
            property_name: (self.aggregation != "COUNT").then(|| "tokens".to_owned()),
            external_customer_id: self.customer.map(|customer| format!("c{customer}")),
            start_time: self.range.0.map(text),
            end_time: self.range.1.map(text),
            window_size: self.window.map(str::to_owned),
            group_by: self.group.map(str::to_owned).into_iter().collect(),
            filters: self
                .model
                .map(|model| ("model".to_owned(), vec![model.to_owned()]))
                .into_iter()
                .collect(),
        }
    }

    fn is_about(&self, event: &Told) -> bool {
        self.range.0.is_none_or(|from| event.second >= from)
            && self.range.1.is_none_or(|to| event.second < to)
            && self.customer.is_none_or(|customer| event.customer == customer)
            && self.model.is_none_or(|model| event.model == Some(model))
    }

    fn skips(&self, events: &[Told]) -> Skipped {
        let mut skipped = Skipped::default();
        let numbers = !matches!(self.aggregation, "COUNT_UNIQUE" | "LATEST");
        for event in events.iter().filter(|event| self.aggregation != "COUNT" && self.is_about(event)) {
            match &event.tokens {
                None | Some(Value::Null) => skipped.missing += 1,
                Some(value) if numbers && !value.is_number() => skipped.not_numeric += 1,
                Some(_) => {}
            }
        }
        skipped
    }

    /// By hand.
    fn answer(&self, events: &[Told]) -> BTreeMap<(Option<String>, Option<String>), Value> {
        let mut cells: BTreeMap<_, Vec<&Told>> = BTreeMap::new();
        if self.window.is_none() && self.group.is_none() {
            cells.insert((None, None), Vec::new());
        }
        let mut order: Vec<_> = events.iter().enumerate().collect();
        order.sort_by_key(|(index, event)| (event.second, *index));
        for (_, event) in order {
            if !self.is_about(event) {
                continue;
            }
            let at = text(event.second);
            let window = self.window.map(|window| match window {
                "MINUTE" => format!("{}:00Z", &at[..16]),
                "HOUR" => format!("{}:00:00Z", &at[..13]),
                "DAY" => format!("{}T00:00:00Z", &at[..10]),
                _ => format!("{}-01T00:00:00Z", &at[..7]),
            });
            let group = match self.group {
                Some("model") => event.model.map(str::to_owned),
                Some(_) => Some(format!("c{}", event.customer)),
                None => None,
            };
            cells.entry((window, group)).or_default().push(event);
        }
        cells.into_iter().map(|(cell, events)| (cell, self.reckon(&events))).collect()
    }

    fn reckon(&self, events: &[&Told]) -> Value {
        let numbers: Vec<f64> = events.iter().filter_map(|event| event.number()).collect();
        let mut present =
            events.iter().filter_map(|event| event.tokens.as_ref().filter(|value| !value.is_null()));
        let (large, small): (Vec<f64>, Vec<f64>) = numbers.iter().partition(|number| number.abs() == LARGE);
        // What is written in thousandths is added up in thousandths.
        let thousandths: f64 = small.iter().map(|number| (number * 1000.0).round()).sum();
        let sum = thousandths / 1000.0 + large.iter().sum::<f64>();
        match self.aggregation {
            "COUNT" => events.len().into(),
            "SUM" => json!(sum),
            "COUNT_UNIQUE" => present.map(ToString::to_string).collect::<BTreeSet<_>>().len().into(),
            "LATEST" => present.next_back().cloned().unwrap_or_default(),
            _ if numbers.is_empty() => Value::Null,
            "AVG" => json!(sum / f64::from(u32::try_from(numbers.len()).unwrap())),
            "MAX" => json!(numbers.iter().copied().fold(f64::MIN, f64::max)),
            _ => json!(numbers.iter().copied().fold(f64::MAX, f64::min)),
        }
    }
}

/// 1 and 1.0 are one number.
fn plain(value: &Value) -> Value {
    value.as_f64().map_or_else(|| value.clone(), Value::from)
}

fn found(rows: Vec<Row>) -> BTreeMap<(Option<String>, Option<String>), Value> {
    let cell = |row: Row| {
        let group = row.group.into_iter().next().flatten();
        ((row.window_start.map(|start| start.to_string()), group), plain(&row.value))
    };
    rows.into_iter().map(cell).collect()
}

async fn check(fixture: &Fixture, question: &Question, events: &[Told]) {
    let usage = usage(&fixture.metering, &fixture.caller(), &question.asks()).await.unwrap();
    let expected: BTreeMap<_, _> =
        question.answer(events).into_iter().map(|(cell, value)| (cell, plain(&value))).collect();
    assert_eq!(found(usage.rows), expected, "{question:?}");
    assert_eq!(usage.skipped, question.skips(events), "{question:?}");
}

#[test]
fn usage_equals_the_naive_sum() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let case = (vec(told(), 0..60), vec(question(), 12));
    proptest!(ProptestConfig::with_cases(40), |((events, questions) in case)| {
        runtime.block_on(async {
            let fixture = Fixture::new(Policy::default()).await;
            // What comes late makes hours that were reckoned ahead hold no more.
            for come in [events.len() / 2, events.len()] {
                let sent: Vec<_> = events[..come].iter().enumerate().map(|(index, event)| event.event(index)).collect();
                if !sent.is_empty() {
                    let _ = fixture.ingest(sent).await.unwrap();
                }
                for ahead in [false, true] {
                    if ahead {
                        let _ = fold(&fixture.metering).await.unwrap();
                        assert_eq!(fold(&fixture.metering).await.unwrap(), 0, "what holds stays");
                    }
                    for question in &questions {
                        check(&fixture, question, &events[..come]).await;
                    }
                }
            }
        });
    });
}

#[tokio::test]
async fn what_is_no_number_is_counted_apart() {
    let fixture = Fixture::new(Policy::default()).await;
    let with = |json: &str| IngestEvent {
        properties: Some(json.to_owned()),
        ..event("call", "a", "2026-01-14T11:00:00Z")
    };
    let sent = ["{\"n\":1}", "{\"n\":\"2\"}", "{\"n\":[3]}", "{\"n\":null}", "{}"];
    let _ = fixture.ingest(sent.iter().map(|json| with(json)).collect()).await.unwrap();
    let sum = UsageQuery {
        event_name: "call".to_owned(),
        aggregation_type: "SUM".to_owned(),
        property_name: Some("n".to_owned()),
        ..UsageQuery::default()
    };
    let usage = usage(&fixture.metering, &fixture.caller(), &sum).await.unwrap();
    assert_eq!(usage.rows[0].value, 1);
    assert_eq!((usage.skipped.not_numeric, usage.skipped.missing), (2, 2));
}

#[tokio::test]
async fn what_can_t_be_asked_is_named() {
    let fixture = Fixture::new(Policy::default()).await;
    let count = UsageQuery {
        event_name: "call".to_owned(),
        aggregation_type: "COUNT".to_owned(),
        ..UsageQuery::default()
    };
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    for (query, field) in [
        (UsageQuery { event_name: String::new(), ..count.clone() }, "event_name"),
        (UsageQuery { aggregation_type: "MEDIAN".to_owned(), ..count.clone() }, "aggregation_type"),
        (UsageQuery { aggregation_type: "SUM".to_owned(), ..count.clone() }, "property_name"),
        (UsageQuery { window_size: Some("WEEK".to_owned()), ..count.clone() }, "window_size"),
        (UsageQuery { start_time: Some("yesterday".to_owned()), ..count.clone() }, "start_time"),
        (UsageQuery { start_time: Some(text(5)), end_time: Some(text(5)), ..count.clone() }, "end_time"),
        (UsageQuery { group_by: texts(&["a", "b", "c", "d", "e", "f"]), ..count.clone() }, "group_by"),
    ] {
        let answer = usage(&fixture.metering, &fixture.caller(), &query).await;
        let Err(Error::Invalid(invalid)) = answer else { panic!("{field}: {answer:?}") };
        assert_eq!(invalid.problems()[0].field, field);
    }
}

#[tokio::test]
async fn what_is_not_over_is_not_reckoned_ahead_and_what_has_no_numbers_never() {
    let fixture = Fixture::new(Policy::default()).await;
    let now = fixture.clock.now();
    let with = |at: Timestamp, json: &str| IngestEvent {
        properties: Some(json.to_owned()),
        ..event("call", "a", &at.to_string())
    };
    let before = now.minus(Duration::from_hours(1));
    let sent = vec![with(before, r#"{"n":1,"text":"x"}"#), with(now, r#"{"n":2,"text":"y"}"#)];
    let _ = fixture.ingest(sent).await.unwrap();
    let sum = async |property: &str| {
        let query = UsageQuery {
            event_name: "call".to_owned(),
            aggregation_type: "SUM".to_owned(),
            property_name: Some(property.to_owned()),
            ..UsageQuery::default()
        };
        usage(&fixture.metering, &fixture.caller(), &query).await.unwrap().rows.remove(0).value
    };
    assert_eq!(fold(&fixture.metering).await.unwrap(), 0, "nobody has asked");
    assert_eq!((sum("text").await, fold(&fixture.metering).await.unwrap()), (json!(0), 0));
    assert_eq!((sum("n").await, fold(&fixture.metering).await.unwrap()), (json!(3), 1));
    fixture.metering.asked_anew().await;
    fixture.clock.advance(Duration::from_hours(1));
    assert_eq!((fold(&fixture.metering).await.unwrap(), sum("n").await), (1, json!(3)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gives_up_waiting_finds_it_reckoned_the_next_time() {
    let fixture = Fixture::new(Policy::default()).await;
    let at = fixture.clock.now().minus(Duration::from_hours(2)).to_string();
    // More than are read at once, several times.
    for _ in 0..10 {
        let one = || IngestEvent { properties: Some(r#"{"n":1}"#.to_owned()), ..event("call", "a", &at) };
        let _ = fixture.ingest(std::iter::repeat_with(one).take(1000).collect()).await.unwrap();
    }
    let query = UsageQuery {
        event_name: "call".to_owned(),
        aggregation_type: "SUM".to_owned(),
        property_name: Some("n".to_owned()),
        ..UsageQuery::default()
    };
    let caller = fixture.caller();
    tokio::select! {
        biased;
        () = fixture.metering.asked_anew() => {}
        _ = usage(&fixture.metering, &caller, &query) => panic!("all was read before it was noted"),
    }
    assert_eq!(fold(&fixture.metering).await.unwrap(), 1);
    assert_eq!(usage(&fixture.metering, &caller, &query).await.unwrap().rows[0].value, json!(10_000));
}
